"""What a template's fields may hold. No I/O here.

A field's kind is its name without the number (`thing4` is a thing). One field that breaks its limit
makes the platform refuse the whole notice with 47003.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from backend.working_time.rules import CHINA

POINTER = "请打开公众号查看"
SHORT_POINTER = "请查看"
_NAME = re.compile(r"^([a-z_]+?)\d*$")
_HAN = re.compile(r"[\u3400-\u9fff]")


def kind_of(field: str) -> str | None:
    """`character_string1` → character_string; None for a kind the platform does not have."""
    match = _NAME.match(field)
    return match[1] if match and match[1] in _LIMITS else None


def fitted(fields: Mapping[str, str]) -> dict[str, str]:
    """Every value within its limit; what does not fit becomes a pointer, or is cut."""
    return {
        name: _LIMITS[kind_of(name) or "thing"](_plain(value)) for name, value in fields.items()
    }


def spoken_time(at: datetime) -> str:
    """The one way `time` and `date` fields are surely taken."""
    local = at.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _plain(value: str) -> str:
    """One line: fields know no breaks."""
    return " ".join(value.split())


def _thing(value: str) -> str:
    return value if 0 < len(value) <= 20 else POINTER


def _phrase(value: str) -> str:
    """At most five Chinese characters, and nothing else."""
    characters = "".join(_HAN.findall(value))
    return characters if 0 < len(characters) <= 5 and characters == value else SHORT_POINTER


def _ascii(most: int, allowed: str) -> Callable[[str], str]:
    """Cut at the end: of a number the beginning says more than nothing."""

    def fit(value: str) -> str:
        return "".join(re.findall(allowed, value))[:most] or "0"

    return fit


def _name(value: str) -> str:
    """Ten Chinese characters, or twenty letters."""
    most = 10 if _HAN.search(value) else 20
    return value[:most] or "—"


def _time(value: str) -> str:
    return value[:32]


def _date(value: str) -> str:
    return value.partition(" ")[0]


_LIMITS: Mapping[str, Callable[[str], str]] = {
    "thing": _thing,
    "phrase": _phrase,
    "character_string": _ascii(32, r"[\x21-\x7e]"),
    "letter": _ascii(32, r"[A-Za-z]"),
    "number": _ascii(32, r"[0-9.]"),
    "phone_number": _ascii(17, r"[0-9+() -]"),
    "name": _name,
    "time": _time,
    "date": _date,
    # Chosen from a fixed list in the account's settings; the platform compares it whole.
    "const": _thing,
}
