"""What somebody who waits may choose: leave word and get a case, or go on with the assistant."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms import ending
from backend.alarms.rules import NOBODY_THERE
from backend.conversations import asked, owning
from backend.database import utc_now
from backend.desk import requests, rules, words
from backend.desk.history import write
from backend.desk.models import DeskConversation, DeskStatus
from backend.desk.public import announce

LET_GO = "本人选择先用智能助手"


async def leave_message(session: AsyncSession, contact_id: UUID) -> str:
    """The worker opens the case within a second, with what they wrote; its number follows."""
    row = await _queued(session, contact_id)
    if row is None:
        return words.NOT_WAITING
    row.ladder_step, row.next_step_at = rules.CLIMB, utc_now()
    return words.WRITING_DOWN


async def let_go(session: AsyncSession, contact_id: UUID) -> str:
    """Their own wish ends the wait; what they said stays where colleagues read it.

    What they told of danger rings on until one of them has looked.
    """
    holding = await owning.lock(session, contact_id)
    row = await _queued(session, contact_id)
    if row is None:
        return words.NOT_WAITING
    await asked.settle(session, contact_id, LET_GO)
    requests.end(row)
    await ending.end_about(session, contact_id, kinds=[NOBODY_THERE], why="desk_let_go")
    await announce(session, row, holding.epoch)
    await write(session, row, "desk_let_go", None)
    return words.LET_GO


async def _queued(session: AsyncSession, contact_id: UUID) -> DeskConversation | None:
    """None where nobody is waited for any more: a colleague has it, or it is closed."""
    await owning.lock(session, contact_id)
    row = await requests.find(session, contact_id)
    if row is None or row.staff_id is not None or row.status == DeskStatus.closed:
        return None
    return row
