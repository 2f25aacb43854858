"""Closed and open requests of a time and place, for the desk's report: moments and ids only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.models import Handoff
from backend.unions.lookup import under


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


async def asked_between(
    session: AsyncSession, paths: Iterable[str], start: datetime, end: datetime
) -> Sequence[Asked]:
    columns = [getattr(Handoff, name) for name in Asked.__dataclass_fields__]
    rows = await session.execute(
        select(*columns)
        .where(
            Handoff.requested_at >= start,
            Handoff.requested_at < end,
            under(Handoff.division_path, paths),
        )
        .order_by(Handoff.requested_at)
    )
    return [Asked(*row) for row in rows.all()]
