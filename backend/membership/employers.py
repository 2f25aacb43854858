"""Which platform or employer somebody means, in any spelling; having none is fine (S27, S30, S36)."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "platforms.json"
_NONE_WORDS = (
    "没有",
    "没单位",
    "无单位",
    "自己干",
    "没有单位",
    "个人",
    "无",
    "没",
    "冇",
    "木有",
    "打零工",
    "暂无",
)
# Too general to count as a name on their own; kept as said.
_TOO_SHORT = 1


@dataclass(frozen=True)
class Employer:
    """`name` is canonical; the 25 rule (S30) counts by it, never by what was typed."""

    name: str
    trade: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class EmployerMatch:
    """`name` is "" when there is none, else the canonical name or the words as said."""

    name: str
    trade: str | None = None
    known: bool = False


@cache
def known_employers() -> tuple[Employer, ...]:
    raw = json.loads(_DATA.read_text(encoding="utf-8"))
    return tuple(Employer(item["name"], item["trade"], tuple(item["aliases"])) for item in raw)


def find_employer(text: str, *, trade: str | None = None) -> EmployerMatch:
    """The longest known spelling wins; the trade decides between namesakes (顺丰 快递 / 同城)."""
    said = text.strip().strip("。.!！ ")
    if said in _NONE_WORDS:
        return EmployerMatch("")
    hits = [
        (len(spelling), employer.trade == trade, employer)
        for employer in known_employers()
        for spelling in (*employer.aliases, employer.name)
        if len(spelling) > _TOO_SHORT and spelling.lower() in said.lower()
    ]
    if not hits:
        return EmployerMatch(said[:80])
    best = max(hits, key=lambda hit: (hit[1], hit[0]) if trade else (False, hit[0]))[2]
    if best.name == "无单位":
        return EmployerMatch("")
    return EmployerMatch(best.name, best.trade, known=True)


def platform_named(text: str) -> EmployerMatch | None:
    """A known platform inside a longer sentence such as 「给美团跑单嘞」, else None."""
    match = find_employer(text)
    return match if match.known else None


def label_of(name: str | None) -> str | None:
    """The short word people use: 「美团」 for 「美团(专送/众包/…)」, 「没有单位」 for none."""
    if name is None:
        return None
    return re.split(r"[(（/]", name)[0] if name else "没有单位"
