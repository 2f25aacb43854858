"""What a list of cases is narrowed by, and how that stands in an address. No I/O here."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Final, Self
from urllib.parse import parse_qsl, urlencode

from backend.cases.kinds import CaseClass
from backend.cases.report_rules import Counted
from backend.contracts.cases import CaseKind, CaseStatus

OPEN: Final = "open"
EVERY: Final = "all"
_LONGEST: Final = 100
# In an address there are no reserved words.
_SPELT: Final = {
    "case_class": "class",
    "opened_from": "from",
    "opened_to": "to",
    "counted": "of",
}

_OF_REPORT: Final = ("from", "to", "of", "place", "trade", "staff", "employer")


@dataclass(frozen=True)
class CaseFilters:
    """`status` is one of CaseStatus, `open` or `all`; `q` a number, a whole name, a phone or words.

    From `opened_from` to `employer`: what a figure of the report counts, of which days and group.
    """

    status: str = OPEN
    kind: str = ""
    county: str = ""
    case_class: str = ""
    tag: str = ""
    incident: str = ""
    q: str = ""
    opened_from: str = ""
    opened_to: str = ""
    counted: str = ""
    place: str = ""
    trade: str = ""
    staff: str = ""
    employer: str = ""
    urgent: bool = False
    mine: bool = False
    unassigned: bool = False
    overdue: bool = False
    escalated: bool = False
    to_verify: bool = False
    to_answer: bool = False
    due_today: bool = False
    mentioned: bool = False

    @classmethod
    def from_values(cls, values: Mapping[str, str]) -> Self:
        """From an address: what is unknown or makes no sense there is left out."""
        known: dict[str, object] = {}
        for field in fields(cls):
            value = values.get(_SPELT.get(field.name, field.name), "").strip()[:_LONGEST]
            if not value or not _makes_sense(field.name, value):
                continue
            known[field.name] = value == "1" if isinstance(field.default, bool) else value
        return cls(**known)  # type: ignore[arg-type]

    @classmethod
    def from_query(cls, query: str) -> Self:
        return cls.from_values(dict(parse_qsl(query)))

    def as_values(self) -> dict[str, str]:
        """Only what differs from a fresh list."""
        return {
            _SPELT.get(field.name, field.name): "1" if value is True else str(value)
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default
        }

    def of_report(self) -> dict[str, str]:
        """What a figure of the report asks for, and no form of the list offers."""
        return {name: value for name, value in self.as_values().items() if name in _OF_REPORT}

    def as_query(self) -> str:
        return urlencode(self.as_values())


_ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    "status": frozenset({OPEN, EVERY, *CaseStatus}),
    "kind": frozenset(CaseKind),
    "case_class": frozenset(CaseClass),
    "counted": frozenset(Counted) - {Counted.every},
}
_DAYS: Final = frozenset({"opened_from", "opened_to"})
# Before and after, there is no midnight to compare with.
_FIRST_YEAR, _LAST_YEAR = 1970, 2999


def _makes_sense(name: str, value: str) -> bool:
    if name in _DAYS:
        return _is_day(value)
    return name not in _ALLOWED or value in _ALLOWED[name]


def _is_day(value: str) -> bool:
    try:
        return _FIRST_YEAR <= date.fromisoformat(value).year <= _LAST_YEAR
    except ValueError:
        return False
