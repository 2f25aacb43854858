"""The only place where a conversation changes hands.

Each lock the person's row first, look at the newest state, raise the epoch and the version, and
write the event; the audit row comes last. What was composed under an older epoch is refused
wherever it would be written.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms import ending
from backend.conversations import asked, owning
from backend.conversations.desk import get_contact_for
from backend.conversations.models import Owner
from backend.conversations.service import last_said, notify
from backend.database import utc_now
from backend.desk import closing, presence, requests, rules, words
from backend.desk.history import write
from backend.desk.models import DeskConversation, DeskStatus
from backend.desk.public import announce
from backend.desk.refusals import AlreadyTaken, OutOfPlace, PersonWaits, StaleOwner
from backend.desk.requests import open_request as open_request
from backend.staff.colleagues import active_identity
from backend.staff.identity import StaffIdentity
from backend.unions.service import get_union
from backend.working_time.service import calendar_for

STAFF_SPOKE_FIRST = "staff_spoke_first"


async def take_over(
    session: AsyncSession,
    staff: StaffIdentity,
    contact_id: UUID,
    *,
    expected_version: int | None = None,
) -> DeskConversation:
    """接手. Of two at the same instant one gets it; the other hears who (AlreadyTaken).

    From a colleague only by who has seen that they have it: `expected_version` is the row's own.
    """
    await get_contact_for(session, staff, contact_id)
    holding = await owning.lock(session, contact_id)
    row = await requests.find(session, contact_id)
    if row is not None and row.staff_id == staff.id:
        return row
    if row is not None and row.staff_id is not None and row.version != expected_version:
        raise AlreadyTaken(row.staff_id, row.version)
    was_asked_for = row is not None and row.status != DeskStatus.closed
    if row is None or not was_asked_for:
        row = await _begin(session, row, contact_id, holding.county_code)
    came_from = row.staff_id
    await give(session, row, staff.id)
    await presence.come_on_duty(session, staff.id, automatically=False)
    await ending.end_about(session, contact_id, why="desk_taken", staff_id=staff.id)
    if was_asked_for and came_from is None:
        await say_somebody_is_there(session, contact_id)
    await write(session, row, "desk_taken", staff, came_from=came_from)
    return row


async def give(session: AsyncSession, row: DeskConversation, staff_id: UUID) -> None:
    """The conversation is theirs; the contact's row is locked, and they may have it."""
    now = utc_now()
    epoch = await owning.give_to(session, row.contact_id, Owner.staff)
    row.staff_id, row.taken_at = staff_id, now
    row.status, row.snoozed_until = DeskStatus.open, None
    # The worker looks whether they answer; nothing to look for while nobody waits.
    row.next_step_at = now if row.waiting_since else None
    await announce(session, row, epoch)


async def say_somebody_is_there(session: AsyncSession, contact_id: UUID) -> None:
    """Not again where it was the last word: WeChat takes few, and they are the colleague's."""
    if await last_said(session, contact_id) != words.JOINED:
        await notify(session, contact_id, words.JOINED)


async def hand_back(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID, *, note: str = ""
) -> DeskConversation:
    """转回机器人. The assistant begins anew, so that it does not go on from before the person was there."""
    row = await _theirs(session, staff, contact_id)
    await closing.to_assistant(session, row)
    await asked.settle(session, contact_id, note or "已交回智能助手", staff_id=staff.id)
    await ending.end_about(session, contact_id, why="desk_handed_back", staff_id=staff.id)
    await notify(session, contact_id, words.HANDED_BACK)
    await write(session, row, "desk_handed_back", staff)
    return row


async def transfer_to_staff(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID, to_staff_id: UUID, note: str = ""
) -> DeskConversation:
    """Into a colleague's hands; the person notices nothing."""
    row = await _theirs(session, staff, contact_id)
    colleague = await active_identity(session, to_staff_id)
    if not colleague.may_see(row.division_path):
        raise OutOfPlace(f"staff {to_staff_id} is not responsible there")
    await give(session, row, colleague.id)
    await write(session, row, "desk_transferred", staff, note=note, to_staff=to_staff_id)
    return row


async def transfer_to_union(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID, to_union_id: UUID, note: str = ""
) -> DeskConversation:
    """Into another union's queue. The assistant stays with the person until somebody there is."""
    row = await _theirs(session, staff, contact_id)
    union = await get_union(session, to_union_id)
    was_at = row.division_path
    await ending.move(session, contact_id, from_union_id=row.union_id, to_union_id=union.id)
    row.union_id, row.division_path = union.id, union.division_path
    await asked.move(session, contact_id, union_id=union.id, division_path=union.division_path)
    await _queue_again(session, row, was_at=was_at)
    await notify(session, contact_id, words.MOVED.format(union=union.name))
    await write(session, row, "desk_transferred", staff, note=note, to_union=to_union_id)
    return row


async def close(
    session: AsyncSession,
    staff: StaffIdentity,
    contact_id: UUID,
    *,
    note: str,
    asks_satisfaction: bool = True,
) -> DeskConversation:
    """结束. With a word for colleagues on what was done, and to the person the question how it was."""
    row = await _theirs(session, staff, contact_id)
    await closing.to_assistant(session, row)
    handoff_id = await asked.settle(session, contact_id, closing.given(note), staff_id=staff.id)
    await ending.end_about(session, contact_id, why="desk_closed", staff_id=staff.id)
    if asks_satisfaction and handoff_id is not None:
        await closing.ask_how_it_was(session, contact_id, handoff_id)
    await write(session, row, "desk_closed", staff)
    return row


async def snooze(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID, *, until: datetime
) -> DeskConversation:
    """Out of sight until then, or until the person writes. Raises PersonWaits."""
    row = await _theirs(session, staff, contact_id)
    if row.waiting_since is not None:
        raise PersonWaits
    row.status = DeskStatus.snoozed
    row.snoozed_until = row.next_step_at = min(until, utc_now() + rules.LONGEST_SNOOZE)
    await announce(session, row, await _epoch(session, contact_id))
    await write(session, row, "desk_snoozed", staff)
    return row


async def wake(session: AsyncSession, row: DeskConversation) -> None:
    """The time has come; the colleague who put it aside has it still."""
    row.status, row.snoozed_until, row.next_step_at = DeskStatus.open, None, None
    await announce(session, row, await _epoch(session, row.contact_id))


async def requeue(session: AsyncSession, row: DeskConversation, why: str) -> None:
    """Whoever had it is gone, off duty or silent; the person hears it once. The row is locked."""
    has_heard = row.queued_at and row.waiting_since and row.queued_at > row.waiting_since
    left_by = row.staff_id
    await _queue_again(session, row)
    if not has_heard:
        await notify(session, row.contact_id, words.HOLDING)
    await write(session, row, "desk_requeued", None, why=why, left_by=left_by)


async def go_off_duty(session: AsyncSession, staff: StaffIdentity) -> int:
    """Nobody who waits stays with somebody who left; the count of those queued again.

    Where somebody else is at the conversation nobody waits for them, with the audit log held: the
    worker finds it within seconds.
    """
    await presence.go_off_duty(session, staff.id)
    count = 0
    for contact_id in await requests.waiting_with(session, staff.id):
        holding = await owning.try_lock(session, contact_id)
        row = await requests.find(session, contact_id) if holding else None
        if row is not None and row.staff_id == staff.id and row.waiting_since:
            await requeue(session, row, "off_duty")
            count += 1
    return count


async def _begin(
    session: AsyncSession, row: DeskConversation | None, contact_id: UUID, county: str | None
) -> DeskConversation:
    """A colleague speaks first: a request nobody made, so that somebody closes it all the same."""
    union = await asked.union_for(session, county)
    row = await requests.enter(
        session, row, contact_id, reason=STAFF_SPOKE_FIRST, urgent=False, union=union
    )
    row.waiting_since = None
    calendar = await calendar_for(session, union.division_path)
    await asked.begin(
        session,
        contact_id,
        reason=STAFF_SPOKE_FIRST,
        union_id=union.id,
        division_path=union.division_path,
        due_at=calendar.add_days(utc_now(), 1),
    )
    return row


async def _theirs(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID
) -> DeskConversation:
    """Locked, and in their hands. Raises StaleOwner."""
    await get_contact_for(session, staff, contact_id)
    await owning.lock(session, contact_id)
    row = await requests.find(session, contact_id)
    if row is None or row.staff_id != staff.id:
        raise StaleOwner(row.staff_id if row else None)
    return row


async def _queue_again(
    session: AsyncSession, row: DeskConversation, *, was_at: str | None = None
) -> None:
    """The assistant is in charge until somebody takes it, and begins anew.

    Who is in danger and in nobody's hands any more rings again, whoever had taken the alarm.
    """
    now = utc_now()
    epoch = await owning.give_to(session, row.contact_id, Owner.bot)
    row.handed_back_seq = await owning.last_seq(session, row.contact_id)
    row.staff_id, row.taken_at = None, None
    row.status, row.snoozed_until = DeskStatus.open, None
    row.waiting_since = row.waiting_since or now
    await requests.start_ladder(session, row, now)
    await announce(session, row, epoch, was_at=was_at)
    await requests.ring(session, row)


async def _epoch(session: AsyncSession, contact_id: UUID) -> int:
    return (await owning.epochs(session, [contact_id]))[contact_id]
