"""The steps T1 to T4 for who waits, and what becomes of those whose colleague is gone or silent.

The worker asks for what is due and takes one conversation at a time, each in a transaction of its
own: the person's row is locked (or left to the next round), and everything judged anew.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms import ending
from backend.alarms.rules import DANGER, NOBODY_THERE
from backend.alarms.service import raise_alarm
from backend.cases.opening import NewCase, open_case
from backend.contracts.cases import CaseKind
from backend.conversations import asked, owning
from backend.conversations.service import notify
from backend.conversations.told import last_words
from backend.database import utc_now
from backend.desk import presence, requests, rules, taps, transitions, words
from backend.desk.history import write
from backend.desk.models import DeskConversation, DeskStatus
from backend.desk.public import announce
from backend.privacy.keyring import Keyring
from backend.working_time.rules import WorkCalendar
from backend.working_time.service import calendar_for

logger = logging.getLogger(__name__)


async def due(session: AsyncSession, *, limit: int) -> Sequence[UUID]:
    rows = await session.scalars(
        select(DeskConversation.contact_id)
        .where(DeskConversation.next_step_at <= utc_now())
        .order_by(DeskConversation.next_step_at)
        .limit(limit)
    )
    return rows.all()


async def take_step(session: AsyncSession, keyring: Keyring, contact_id: UUID) -> None:
    holding = await owning.try_lock(session, contact_id)
    row = await requests.find(session, contact_id) if holding else None
    if holding is None or row is None or row.next_step_at is None:
        return
    now = utc_now()
    if row.next_step_at > now:
        return
    if row.status == DeskStatus.snoozed:
        await transitions.wake(session, row)
    elif row.staff_id is not None:
        await _look_after(session, row, now)
    elif row.status == DeskStatus.open:
        await _climb(session, keyring, row, holding.epoch, now)
    else:
        row.next_step_at = None


async def _look_after(session: AsyncSession, row: DeskConversation, now: datetime) -> None:
    """Somebody waits for the colleague who has the conversation."""
    if row.waiting_since is None or row.staff_id is None:
        row.next_step_at = None
        return
    found = await presence.presence_of(session, row.staff_id)
    if not presence.is_at_desk(found, now):
        await transitions.requeue(session, row, "gone")
        return
    calendar = await calendar_for(session, row.division_path)
    silent_at = rules.silent_at(row.waiting_since, row.taken_at, calendar, urgent=row.urgent)
    if now >= silent_at:
        await presence.stop_giving(session, row.staff_id)
        await transitions.requeue(session, row, "silent")
    else:
        row.next_step_at = min(silent_at, now + rules.LOOK_AGAIN)


async def _climb(
    session: AsyncSession, keyring: Keyring, row: DeskConversation, epoch: int, now: datetime
) -> None:
    calendar = await calendar_for(session, row.division_path)
    queued_at = row.queued_at or now
    step, _ = rules.following(row.ladder_step, queued_at, calendar, urgent=row.urgent)
    logger.info("contact %s waits: step %d", row.contact_id, step)
    if step >= rules.CASE:
        await _become_case(session, keyring, row, calendar, epoch, now)
        return
    row.ladder_step = step
    _, row.next_step_at = rules.following(step, queued_at, calendar, urgent=row.urgent)
    if step == rules.OFFER:
        await _offer(session, row, calendar, now)
    elif step == rules.CLIMB:
        await raise_alarm(
            session,
            kind=NOBODY_THERE,
            subject_kind="contact",
            subject_id=row.contact_id,
            union_id=row.union_id,
        )
    await announce(session, row, epoch)


async def _offer(
    session: AsyncSession, row: DeskConversation, calendar: WorkCalendar, now: datetime
) -> None:
    if row.reason in DANGER:
        ringing = await ending.ringing_about(session, row.contact_id, DANGER)
        said = words.STILL_CALLING if ringing else words.LOOKED_AT
        await notify(session, row.contact_id, said)
        return
    text = words.STILL_BUSY
    if not calendar.is_open(now):
        opening = calendar.spoken(calendar.next_opening(now), now=now)
        text = words.CLOSED_NOW.format(opening=opening)
    options = [(words.LEAVE_MESSAGE, taps.LEAVE_MESSAGE), (words.KEEP_BOT, taps.KEEP_BOT)]
    await notify(session, row.contact_id, text, options)


async def _become_case(
    session: AsyncSession,
    keyring: Keyring,
    row: DeskConversation,
    calendar: WorkCalendar,
    epoch: int,
    now: datetime,
) -> None:
    """Nobody came: it has a number, a deadline and somebody who owes it from here on."""
    story = "\n".join(await last_words(session, row.contact_id))
    ringing = await ending.ringing_about(session, row.contact_id, DANGER)
    case = await open_case(
        session,
        keyring,
        NewCase(
            kind=CaseKind.other,
            contact_id=row.contact_id,
            story=story,
            trade=row.trade,
            urgent_reason=row.reason if row.urgent else None,
            is_rung_for=bool(ringing),
        ),
    )
    await ending.pass_on(session, ringing, case_id=case.id)
    await ending.move(session, case.id, from_union_id=row.union_id, to_union_id=case.union_id)
    await ending.end_about(session, row.contact_id, kinds=[NOBODY_THERE], why="desk_became_case")
    await asked.settle(session, row.contact_id, f"转为诉求 {case.number}", case_id=case.id)
    requests.end(row)
    row.case_id, row.ladder_step = case.id, rules.CASE
    due_at = calendar.spoken(case.next_due_at or calendar.add_days(now, 1), now=now)
    await notify(session, row.contact_id, words.CASE_OPENED.format(number=case.number, due=due_at))
    await announce(session, row, epoch)
    await write(session, row, "desk_became_case", None, case_id=case.id)
