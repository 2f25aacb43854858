"""One request for a person as the desk's report counts it: moments and ids only. No I/O here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Asked:
    """One request for a person, from its first moment to what became of it."""

    contact_id: UUID
    reason: str
    division_path: str
    requested_at: datetime
    due_at: datetime
    answered_at: datetime | None
    resolved_at: datetime | None
    resolved_by: UUID | None
    case_id: UUID | None
    rating: int | None
    id: UUID
