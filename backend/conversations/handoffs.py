"""转人工: recorded with a deadline, told to the person, visible to staff until somebody closed it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.joining import HandoffReceipt
from backend.conversations.models import Handoff
from backend.conversations.service import get_contact
from backend.database import utc_now
from backend.errors import NotFound
from backend.privacy import audit
from backend.unions import service as unions
from backend.unions.models import UnionKind
from backend.unions.names import union_code
from backend.working_time.rules import WorkCalendar
from backend.working_time.service import calendar_for

# Red lines (L10): on top of the list, answered within half an hour.
URGENT_REASONS = frozenset({"express_crisis", "report_emergency"})
_PROVINCE = union_code("410000", UnionKind.general_union)
_URGENT_WITHIN = timedelta(minutes=30)


async def request(
    session: AsyncSession, contact_id: UUID, *, reason: str, county_code: str | None = None
) -> HandoffReceipt:
    """Record the wish once per reason; asking again while it is open renews nothing, and says so."""
    now = utc_now()
    contact = await get_contact(session, contact_id)
    county = county_code or contact.county_code
    union = (
        await unions.federation_of(session, county)
        if county
        else await unions.union_by_code(session, _PROVINCE)
    )
    calendar = await calendar_for(session, union.division_path)
    present = await session.scalar(
        select(Handoff).where(
            Handoff.contact_id == contact_id,
            Handoff.reason == reason,
            Handoff.resolved_at.is_(None),
        )
    )
    if present is None:
        urgent = reason in URGENT_REASONS
        session.add(
            Handoff(
                contact_id=contact_id,
                reason=reason,
                urgent=urgent,
                union_id=union.id,
                division_path=union.division_path,
                requested_at=now,
                due_at=_due(calendar, now, urgent=urgent),
            )
        )
        await session.flush()
    opening = calendar.next_opening(now)
    return HandoffReceipt(
        union=union.name,
        open_now=calendar.is_open(now),
        office_hours=calendar.hours_in_words(),
        next_opening=calendar.spoken(opening, now=now),
        already_waiting=present is not None,
    )


async def is_waiting(session: AsyncSession, contact_id: UUID) -> bool:
    """Somebody of ours has been asked for, and has not closed it yet."""
    asked = exists().where(Handoff.contact_id == contact_id, Handoff.resolved_at.is_(None))
    return bool(await session.scalar(select(asked)))


def _due(calendar: WorkCalendar, now: datetime, *, urgent: bool) -> datetime:
    """Half an hour when urgent, whatever the hour; else one working day (domain: first answer)."""
    return now + _URGENT_WITHIN if urgent else calendar.add_days(now, 1)


async def resolve(session: AsyncSession, staff_id: UUID, handoff_id: UUID, note: str) -> Handoff:
    """Close with a word on what was done. The caller has checked that it is in the staff's scope."""
    handoff = await session.get(Handoff, handoff_id, with_for_update=True)
    if handoff is None or handoff.resolved_at is not None:
        raise NotFound("handoff")
    handoff.resolved_at = utc_now()
    handoff.resolved_by = staff_id
    handoff.resolution = note
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff_id,
        action="handoff_resolved",
        subject_kind="handoff",
        subject_id=handoff.id,
        division_path=handoff.division_path,
    )
    return handoff
