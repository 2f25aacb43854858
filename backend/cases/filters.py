"""What a list of cases is narrowed by, and how that stands in an address. No I/O here."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Final, Self
from urllib.parse import parse_qsl, urlencode

from backend.cases.kinds import CaseClass
from backend.contracts.cases import CaseKind, CaseStatus

OPEN: Final = "open"
EVERY: Final = "all"
_LONGEST: Final = 100
# In an address there are no reserved words.
_SPELT: Final = {"case_class": "class"}


@dataclass(frozen=True)
class CaseFilters:
    """`status` is one of CaseStatus, `open` or `all`; `q` a number, a whole name, a phone or words."""

    status: str = OPEN
    kind: str = ""
    county: str = ""
    case_class: str = ""
    tag: str = ""
    incident: str = ""
    q: str = ""
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
        fresh = asdict(type(self)())
        return {
            _SPELT.get(name, name): "1" if value is True else str(value)
            for name, value in asdict(self).items()
            if value != fresh[name]
        }

    def as_query(self) -> str:
        return urlencode(self.as_values())


_ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    "status": frozenset({OPEN, EVERY, *CaseStatus}),
    "kind": frozenset(CaseKind),
    "case_class": frozenset(CaseClass),
}


def _makes_sense(name: str, value: str) -> bool:
    return name not in _ALLOWED or value in _ALLOWED[name]
