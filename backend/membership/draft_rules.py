"""What a draft still lacks, and whether what was said is usable. No I/O here."""

import re
import unicodedata
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from backend.contracts.joining import EditableField, JoinField

LONG_TERM = "长期"
_DATE = re.compile(r"([0-9]{4})\D{0,2}([0-9]{1,2})\D{0,2}([0-9]{1,2})(?:日|号)?\D*$")


class Draft(Protocol):
    """The columns these rules look at."""

    name: str | None
    id_number: str | None
    phone: str | None
    portrait_id: UUID | None
    emblem_id: UUID | None
    valid_until: date | None
    valid_long_term: bool
    identity_confirmed_at: datetime | None
    trade: str | None
    employer: str | None
    county_code: str | None


def missing_fields(draft: Draft, *, consented: bool) -> list[JoinField]:
    """In the order they are asked (S27). Typed data stands in for a photo that can't be read."""
    has = {
        JoinField.consent: consented,
        JoinField.portrait: draft.portrait_id or (draft.name and draft.id_number),
        JoinField.emblem: draft.emblem_id or has_validity(draft),
        JoinField.identity: draft.identity_confirmed_at and not fields_to_type(draft),
        JoinField.trade: draft.trade,
        JoinField.employer: draft.employer is not None,
        JoinField.county: draft.county_code,
        JoinField.phone: draft.phone,
    }
    return [field for field in JoinField if not has[field]]


def fields_to_type(draft: Draft) -> list[EditableField]:
    """What the photos did not give."""
    known = {
        EditableField.name: draft.name,
        EditableField.id_number: draft.id_number,
        EditableField.valid_until: has_validity(draft),
    }
    return [field for field, value in known.items() if not value]


def has_validity(draft: Draft) -> bool:
    return draft.valid_long_term or draft.valid_until is not None


def shown_validity(draft: Draft) -> str | None:
    if draft.valid_long_term:
        return LONG_TERM
    return f"{draft.valid_until:%Y.%m.%d}" if draft.valid_until else None


def find_validity(text: str) -> tuple[date | None, bool] | None:
    """(date, long term): 「2039.03.08」, 「2039年3月8日」, the last date of a range, 「长期」; else None."""
    said = unicodedata.normalize("NFKC", text)
    if LONG_TERM in said or "永久" in said:
        return None, True
    match = _DATE.search(said)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])), False
    except ValueError:
        return None


def application_number(city_code: str, count: int) -> str:
    """RH-4101-000128: counted within a city."""
    return f"RH-{city_code[:4]}-{count:06d}"
