"""The open hand-offs of one person, as the live desk answers, moves and closes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.models import Handoff
from backend.database import utc_now
from backend.unions import service as unions
from backend.unions.models import UnionKind
from backend.unions.names import union_code

_PROVINCE = union_code("410000", UnionKind.general_union)


@dataclass(frozen=True)
class Called:
    """The union whose people are asked for."""

    id: UUID
    name: str
    division_path: str


async def union_for(session: AsyncSession, county_code: str | None) -> Called:
    """The county's federation; the province while no place is known."""
    union = (
        await unions.federation_of(session, county_code)
        if county_code
        else await unions.union_by_code(session, _PROVINCE)
    )
    return Called(union.id, union.name, union.division_path)


async def open_handoffs(session: AsyncSession, contact_id: UUID) -> Sequence[Handoff]:
    rows = await session.scalars(
        select(Handoff)
        .where(Handoff.contact_id == contact_id, Handoff.resolved_at.is_(None))
        .order_by(Handoff.requested_at)
        .with_for_update()
    )
    return rows.all()


async def begin(
    session: AsyncSession,
    contact_id: UUID,
    *,
    reason: str,
    union_id: UUID,
    division_path: str,
    due_at: datetime,
) -> None:
    """Somebody of ours spoke first: there is no wish of the person, but a request all the same."""
    session.add(
        Handoff(
            contact_id=contact_id,
            reason=reason,
            union_id=union_id,
            division_path=division_path,
            due_at=due_at,
        )
    )
    await session.flush()


async def mark_answered(session: AsyncSession, contact_id: UUID, at: datetime) -> None:
    """By a person; the assistant's words answer no request for one."""
    await session.execute(
        update(Handoff)
        .where(
            Handoff.contact_id == contact_id,
            Handoff.resolved_at.is_(None),
            Handoff.answered_at.is_(None),
        )
        .values(answered_at=at)
    )


async def move(
    session: AsyncSession, contact_id: UUID, *, union_id: UUID, division_path: str
) -> None:
    for handoff in await open_handoffs(session, contact_id):
        handoff.union_id, handoff.division_path = union_id, division_path


async def settle(
    session: AsyncSession,
    contact_id: UUID,
    resolution: str,
    *,
    staff_id: UUID | None = None,
    case_id: UUID | None = None,
) -> UUID | None:
    """Close them all; the newest one's id, which a word on satisfaction will name."""
    handoffs = await open_handoffs(session, contact_id)
    for handoff in handoffs:
        handoff.resolved_at = utc_now()
        handoff.resolved_by = staff_id
        handoff.resolution = resolution
        handoff.case_id = case_id
    await session.flush()
    return handoffs[-1].id if handoffs else None


async def rate(session: AsyncSession, contact_id: UUID, handoff_id: UUID, score: int) -> int | None:
    """The score that stands: the first one counts. None for somebody else's."""
    handoff = await session.get(Handoff, handoff_id, with_for_update=True)
    if handoff is None or handoff.contact_id != contact_id:
        return None
    if handoff.rating is None:
        handoff.rating, handoff.rated_at = score, utc_now()
    return handoff.rating
