"""Who waits is given to a colleague who is there: their place, their trade, the least busy first."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms import ending
from backend.alarms.rules import NOBODY_THERE
from backend.conversations import owning
from backend.database import utc_now
from backend.desk import presence, requests, team
from backend.desk.history import write
from backend.desk.models import DeskConversation, DeskStatus, StaffPresence
from backend.desk.transitions import give, say_somebody_is_there
from backend.staff.colleagues import active_identity
from backend.staff.rules import covers

logger = logging.getLogger(__name__)


class Outcome(StrEnum):
    given = "given"
    nobody = "nobody"  # of that place and trade is free
    not_now = "not_now"  # somebody else is at it, or the assistant is answering


@dataclass(frozen=True)
class Waiting:
    """Whom one colleague cannot be found for, no other of the same place and trade needs to try."""

    contact_id: UUID
    division_path: str
    trade: str | None


async def queued(session: AsyncSession, *, limit: int) -> Sequence[Waiting]:
    """Urgent ones first, then who waits longest; nothing is asked while nobody is on duty."""
    on_duty = select(StaffPresence.staff_id).where(
        StaffPresence.is_on_duty, StaffPresence.takes_automatically
    )
    rows = await session.execute(
        select(DeskConversation.contact_id, DeskConversation.division_path, DeskConversation.trade)
        .where(
            DeskConversation.status == DeskStatus.open,
            DeskConversation.staff_id.is_(None),
            on_duty.exists(),
        )
        .order_by(DeskConversation.urgent.desc(), DeskConversation.waiting_since)
        .limit(limit)
    )
    return [Waiting(*row) for row in rows.all()]


async def assign(session: AsyncSession, contact_id: UUID) -> Outcome:
    """Not in the middle of the assistant's answer: giving it away would drop the very words that
    tell the person what happens.
    """
    if await owning.try_lock(session, contact_id) is None:
        return Outcome.not_now
    row = await requests.find(session, contact_id)
    if row is None or row.staff_id is not None or row.status != DeskStatus.open:
        return Outcome.not_now
    if await owning.is_answering(session, contact_id):
        return Outcome.not_now
    chosen = await _choose(session, row)
    if chosen is None:
        return Outcome.nobody
    chosen.last_assigned_at = utc_now()
    await give(session, row, chosen.staff_id)
    await say_somebody_is_there(session, contact_id)
    # Who was given it has not said that they look: what tells of danger rings on.
    await ending.end_about(session, contact_id, kinds=[NOBODY_THERE], why="desk_assigned")
    await write(session, row, "desk_assigned", None, to_staff=chosen.staff_id)
    logger.info("contact %s given to staff %s", contact_id, chosen.staff_id)
    return Outcome.given


async def _choose(session: AsyncSession, row: DeskConversation) -> StaffPresence | None:
    candidates = await presence.lock_candidates(session, row.division_path, row.trade)
    loads = await team.loads(session, [each.staff_id for each in candidates])
    free = [each for each in candidates if loads.get(each.staff_id, 0) < each.capacity]
    nearness = {each.staff_id: await _nearness(session, each, row) for each in free}
    return min(
        free,
        key=lambda each: (
            -nearness[each.staff_id],
            loads.get(each.staff_id, 0),
            each.last_assigned_at.timestamp() if each.last_assigned_at else 0.0,
        ),
        default=None,
    )


async def _nearness(session: AsyncSession, each: StaffPresence, row: DeskConversation) -> int:
    """Who works in the county before who works for the city it lies in."""
    colleague = await active_identity(session, each.staff_id)
    return max(
        (
            len(binding.path)
            for binding in colleague.bindings
            if covers(binding.path, row.division_path)
        ),
        default=0,
    )
