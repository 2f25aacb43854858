"""What a paper needs to know of a case; whatever is None is left for the person to write. No I/O here."""

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

# Everything XML 1.0 forbids.
_CONTROLS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Applicant:
    name: str | None = None
    sex: str | None = None  # 男 / 女
    birth: date | None = None
    id_number: str | None = None
    phone: str | None = None
    address: str | None = None
    trade: str | None = None  # 外卖配送 …


@dataclass(frozen=True)
class Dispute:
    """`place` is the county with its city, 郑州市金水区; `evidence` are titles of what was sent."""

    number: str
    employer: str | None
    place: str | None
    relation: str | None = None
    period: str | None = None
    amount: Decimal | None = None
    people: int = 1
    left_on: date | None = None
    last_paid: str | None = None
    still_working: bool | None = None
    opposite_answer: str | None = None
    already_complained: str | None = None
    wanted: str | None = None
    story: str = ""
    evidence: tuple[str, ...] = ()


def printable[Facts: (Applicant, Dispute)](facts: Facts) -> Facts:
    """Without the control characters that come along when somebody pastes: no office file takes them."""
    held = {each.name: getattr(facts, each.name) for each in fields(facts)}
    clean: dict[str, Any] = {name: _printable(value) for name, value in held.items()}
    return replace(facts, **clean)


def _printable(value: Any) -> Any:
    """Word's line break within a paragraph parts words, as it did where it came from."""
    if isinstance(value, tuple):
        return tuple(_printable(each) for each in value)
    return _CONTROLS.sub("", value.replace("\v", " ")) if isinstance(value, str) else value


def money(amount: Decimal | None) -> str | None:
    """12,000 元; fen only where there are any."""
    if amount is None:
        return None
    digits = f"{amount:,.2f}" if amount % 1 else f"{amount:,.0f}"
    return f"{digits}元"


def spoken_date(day: date | None) -> str | None:
    return f"{day.year}年{day.month}月{day.day}日" if day else None
