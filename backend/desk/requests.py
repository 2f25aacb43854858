"""Somebody needs a person: the conversation enters the queue, while the assistant stays with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.service import raise_alarm
from backend.conversations import owning
from backend.conversations.asked import Called
from backend.database import utc_now
from backend.desk import presence, rosters, rules
from backend.desk.models import DeskConversation, DeskStatus
from backend.desk.public import announce
from backend.membership.known_trade import trade_of
from backend.working_time.service import calendar_for


@dataclass(frozen=True)
class Place:
    """In the queue: `ahead` wait longer there; `minutes` only while somebody is at work."""

    ahead: int
    minutes: int | None


async def open_request(
    session: AsyncSession, contact_id: UUID, *, reason: str, urgent: bool, union: Called
) -> Place:
    """Enter the queue, once: asking again changes nothing but the urgency.

    No owner changes here: this runs inside a turn of the assistant, whose answer must not be
    refused for it.
    """
    holding = await owning.lock(session, contact_id)
    row = await find(session, contact_id)
    if row is None or row.status == DeskStatus.closed:
        row = await enter(session, row, contact_id, reason=reason, urgent=urgent, union=union)
        await announce(session, row, holding.epoch)
        await ring(session, row)
    elif urgent and not row.urgent:
        row.urgent, row.reason = True, reason
        if row.staff_id is None:
            await start_ladder(session, row, utc_now())
        await announce(session, row, holding.epoch)
        await ring(session, row)
    return await _place(session, row)


async def ring(session: AsyncSession, row: DeskConversation) -> None:
    """A red line rings the duty phone at any hour (L10)."""
    if row.urgent:
        await raise_alarm(
            session,
            kind=row.reason[:24],
            subject_kind="contact",
            subject_id=row.contact_id,
            union_id=row.union_id,
        )


async def _place(session: AsyncSession, row: DeskConversation) -> Place:
    ahead = await count_ahead(session, row)
    at_work = await presence.at_work(session, row.division_path)
    # Whose shift has not begun is given nobody: no minutes are promised on them.
    colleagues = len(await rosters.on_shift(session, at_work, utc_now()))
    wait = rules.expected_wait(ahead, colleagues)
    return Place(ahead, int(wait.total_seconds() // 60) if colleagues else None)


async def find(session: AsyncSession, contact_id: UUID) -> DeskConversation | None:
    """As the database has it now; the contact's row is locked already."""
    return await session.get(
        DeskConversation, contact_id, with_for_update=True, populate_existing=True
    )


async def enter(
    session: AsyncSession,
    row: DeskConversation | None,
    contact_id: UUID,
    *,
    reason: str,
    urgent: bool,
    union: Called,
) -> DeskConversation:
    """A new request in the person's one row; what the last one left there is gone."""
    now = utc_now()
    if row is None:
        row = DeskConversation(contact_id=contact_id, version=0)
        session.add(row)
    row.status, row.staff_id = DeskStatus.open, None
    row.union_id, row.division_path = union.id, union.division_path
    row.reason, row.urgent = reason, urgent
    row.trade = await trade_of(session, contact_id) or row.trade
    row.opened_at = row.waiting_since = now
    row.taken_at = row.first_reply_at = row.last_reply_at = None
    row.snoozed_until = row.closed_at = row.case_id = None
    await start_ladder(session, row, now)
    return row


async def start_ladder(session: AsyncSession, row: DeskConversation, now: datetime) -> None:
    row.queued_at, row.ladder_step = now, 0
    calendar = await calendar_for(session, row.division_path)
    _, row.next_step_at = rules.following(0, now, calendar, urgent=row.urgent)


async def move(session: AsyncSession, row: DeskConversation, union: Called) -> None:
    """To whoever is nearer; the person is in nobody's hands yet."""
    holding = await owning.lock(session, row.contact_id)
    was_at = row.division_path
    row.union_id, row.division_path = union.id, union.division_path
    await start_ladder(session, row, utc_now())
    await announce(session, row, holding.epoch, was_at=was_at)


async def count_ahead(session: AsyncSession, row: DeskConversation) -> int:
    if row.staff_id is not None or row.waiting_since is None:
        return 0
    waiting = select(func.count()).where(
        DeskConversation.status == DeskStatus.open,
        DeskConversation.staff_id.is_(None),
        DeskConversation.division_path == row.division_path,
        DeskConversation.waiting_since < row.waiting_since,
    )
    return await session.scalar(waiting) or 0


async def waiting_with(session: AsyncSession, staff_id: UUID) -> Sequence[UUID]:
    """Who waits for an answer of this staff member, the longest first."""
    rows = await session.scalars(
        select(DeskConversation.contact_id)
        .where(DeskConversation.staff_id == staff_id, DeskConversation.waiting_since.is_not(None))
        .order_by(DeskConversation.waiting_since)
    )
    return rows.all()


async def forget_marker(session: AsyncSession, contact_id: UUID, seq: int) -> None:
    """The assistant has begun anew; the contact's row is locked by the answer being stored."""
    await session.execute(
        update(DeskConversation)
        .where(DeskConversation.contact_id == contact_id, DeskConversation.handed_back_seq == seq)
        .values(handed_back_seq=None)
    )


async def stand_for(session: AsyncSession, contact_id: UUID, *, reason: str, urgent: bool) -> None:
    """What it was asked for first is closed: it goes on for what is open still, as urgent as that."""
    holding = await owning.lock(session, contact_id)
    row = await find(session, contact_id)
    if (
        row is None
        or row.status == DeskStatus.closed
        or (row.reason, row.urgent) == (reason, urgent)
    ):
        return
    row.reason, row.urgent = reason, urgent
    if row.status == DeskStatus.open and row.staff_id is None and row.queued_at is not None:
        calendar = await calendar_for(session, row.division_path)
        _, row.next_step_at = rules.following(
            row.ladder_step, row.queued_at, calendar, urgent=urgent
        )
    await announce(session, row, holding.epoch)


async def withdraw(session: AsyncSession, contact_id: UUID) -> None:
    """The last wish was closed from the list: nobody waits any more, unless a colleague has it."""
    holding = await owning.lock(session, contact_id)
    row = await find(session, contact_id)
    if row is None or row.staff_id is not None or row.status == DeskStatus.closed:
        return
    end(row)
    await announce(session, row, holding.epoch)


def end(row: DeskConversation) -> None:
    row.status, row.staff_id = DeskStatus.closed, None
    row.waiting_since = row.next_step_at = row.snoozed_until = None
    row.closed_at = utc_now()
