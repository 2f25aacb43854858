"""转人工: recorded with a deadline, told to the person, visible to staff until somebody closed it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms import ending
from backend.alarms import service as alarms
from backend.alarms.rules import DANGER, NOBODY_THERE
from backend.contracts.joining import HandoffReceipt
from backend.conversations import asked, nearing, owning
from backend.conversations.models import Handoff
from backend.database import utc_now
from backend.desk import requests
from backend.errors import NotFound
from backend.privacy import audit
from backend.working_time.rules import WorkCalendar
from backend.working_time.service import calendar_for

# Red lines (L10) are on top of the list.
_URGENT_WITHIN = timedelta(minutes=30)


async def request(
    session: AsyncSession, contact_id: UUID, *, reason: str, county_code: str | None = None
) -> HandoffReceipt:
    """Record the wish once per reason; asking again while it is open renews nothing, and says so."""
    now = utc_now()
    contact = await owning.lock(session, contact_id)
    county = county_code or contact.county_code
    union = await nearing.who_has(session, contact_id, await asked.union_for(session, county))
    calendar = await calendar_for(session, union.division_path)
    present = await session.scalar(
        select(Handoff).where(
            Handoff.contact_id == contact_id,
            Handoff.reason == reason,
            Handoff.resolved_at.is_(None),
        )
    )
    urgent = reason in DANGER
    if present is None:
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
    if urgent:
        await alarms.raise_alarm(
            session, kind=reason, subject_kind="contact", subject_id=contact_id, union_id=union.id
        )
    place = await requests.open_request(
        session, contact_id, reason=reason, urgent=urgent, union=union
    )
    opening = calendar.next_opening(now)
    return HandoffReceipt(
        union=union.name,
        open_now=calendar.is_open(now),
        office_hours=calendar.hours_in_words(),
        next_opening=calendar.spoken(opening, now=now),
        already_waiting=present is not None,
        urgent=urgent or await _is_in_danger(session, contact_id),
        ahead=place.ahead,
        minutes=place.minutes,
    )


async def is_waiting(session: AsyncSession, contact_id: UUID) -> bool:
    """Somebody of ours has been asked for, and has not closed it yet."""
    asked = exists().where(Handoff.contact_id == contact_id, Handoff.resolved_at.is_(None))
    return bool(await session.scalar(select(asked)))


async def _most_pressing(session: AsyncSession, contact_id: UUID) -> Handoff | None:
    """Danger before all else, then what was asked for first."""
    wish: Handoff | None = await session.scalar(
        select(Handoff)
        .where(Handoff.contact_id == contact_id, Handoff.resolved_at.is_(None))
        .order_by(Handoff.urgent.desc(), Handoff.requested_at)
        .limit(1)
    )
    return wish


async def _is_in_danger(session: AsyncSession, contact_id: UUID) -> bool:
    told = exists().where(
        Handoff.contact_id == contact_id, Handoff.urgent, Handoff.resolved_at.is_(None)
    )
    return bool(await session.scalar(select(told)))


def _due(calendar: WorkCalendar, now: datetime, *, urgent: bool) -> datetime:
    """Half an hour when urgent, whatever the hour; else one working day (domain: first answer)."""
    return now + _URGENT_WITHIN if urgent else calendar.add_days(now, 1)


async def resolve(session: AsyncSession, staff_id: UUID, handoff_id: UUID, note: str) -> Handoff:
    """Close with a word on what was done. The caller has checked that it is in the staff's scope."""
    handoff = await session.get(Handoff, handoff_id)
    if handoff is not None:
        await owning.lock(session, handoff.contact_id)
        await session.refresh(handoff, with_for_update=True)
    if handoff is None or handoff.resolved_at is not None:
        raise NotFound("handoff")
    handoff.resolved_at = utc_now()
    handoff.resolved_by = staff_id
    handoff.resolution = note
    await session.flush()
    over = [handoff.reason]
    still_open = await _most_pressing(session, handoff.contact_id)
    if still_open is None:
        await requests.withdraw(session, handoff.contact_id)
        over.append(NOBODY_THERE)
    elif handoff.reason in DANGER:
        await requests.stand_for(
            session, handoff.contact_id, reason=still_open.reason, urgent=still_open.urgent
        )
    await ending.end_about(
        session, handoff.contact_id, kinds=over, why="handoff_resolved", staff_id=staff_id
    )
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
