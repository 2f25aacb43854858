"""A staff member's words and photos to a person: only by who has the conversation, only under its present epoch."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms import ending
from backend.contracts.errors import ErrorCode
from backend.conversations import asked, owning, staff_words
from backend.conversations.desk import get_contact_for
from backend.database import utc_now
from backend.desk import drafts, feed, presence, requests
from backend.desk.models import DeskConversation, DeskStatus
from backend.desk.public import announce
from backend.desk.refusals import StaleOwner
from backend.documents import outgoing
from backend.errors import Refused
from backend.staff.identity import StaffIdentity

MESSAGE = "message"
LONGEST_REPLY = 1000


async def reply(
    session: AsyncSession,
    staff: StaffIdentity,
    contact_id: UUID,
    text: str,
    *,
    epoch: int,
    client_id: UUID,
    photo_id: UUID | None = None,
) -> UUID:
    """The first message's id; sending the same `client_id` again says nothing twice.

    Raises StaleOwner before anything is written: the page keeps the text with `drafts.save`.
    """
    text = _given(text, may_be_empty=photo_id is not None)
    await get_contact_for(session, staff, contact_id)
    holding = await owning.lock(session, contact_id)
    known = await staff_words.said_already(session, contact_id, client_id)
    if known is not None:
        return known
    row = await requests.find(session, contact_id)
    if row is None or row.staff_id != staff.id or holding.epoch != epoch:
        raise StaleOwner(row.staff_id if row else None)
    if photo_id is not None:
        await outgoing.take(session, contact_id, photo_id)
    message_id = await staff_words.say(
        session, contact_id, text, staff_id=staff.id, client_id=client_id, photo_id=photo_id
    )
    await _answered(session, row, epoch)
    await drafts.discard(session, staff.id, contact_id)
    await presence.beat(session, staff.id)
    if row.urgent:
        # With the audit log: last of all (decision 0016).
        await ending.end_about(session, contact_id, why="answered", staff_id=staff.id)
    await feed.publish(
        session,
        kind=MESSAGE,
        subject_id=contact_id,
        division_path=row.division_path,
        data={"message_id": str(message_id), "direction": "outbound"},
    )
    return message_id


async def must_hold(session: AsyncSession, staff: StaffIdentity, contact_id: UUID) -> None:
    """Only who has the conversation prepares something for it. Raises StaleOwner."""
    await get_contact_for(session, staff, contact_id)
    row = await requests.find(session, contact_id)
    if row is None or row.staff_id != staff.id:
        raise StaleOwner(row.staff_id if row else None)


async def _answered(session: AsyncSession, row: DeskConversation, epoch: int) -> None:
    """Nobody waits any more; only a person's word does this."""
    now = utc_now()
    row.status = DeskStatus.waiting_member
    row.waiting_since = row.next_step_at = row.snoozed_until = None
    row.first_reply_at = row.first_reply_at or now
    row.last_reply_at = now
    await asked.mark_answered(session, row.contact_id, now)
    await announce(session, row, epoch)


def _given(text: str, *, may_be_empty: bool) -> str:
    text = text.strip()
    if not (text or may_be_empty) or len(text) > LONGEST_REPLY:
        raise Refused(ErrorCode.invalid_payload, "a reply has 1 to 1000 characters")
    return text
