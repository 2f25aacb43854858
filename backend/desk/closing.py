"""How a conversation ends: the assistant has it again, begins anew, and the person is asked how it was."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.conversations import owning, prompts
from backend.conversations.models import Owner
from backend.conversations.service import notify
from backend.desk import requests, words
from backend.desk.models import DeskConversation
from backend.desk.public import announce
from backend.errors import Refused

RATE = "rate_help"
LONGEST_NOTE = 500


async def to_assistant(session: AsyncSession, row: DeskConversation) -> None:
    """Nothing the assistant said before the marker is any business of its next turn."""
    epoch = await owning.give_to(session, row.contact_id, Owner.bot)
    row.handed_back_seq = await owning.last_seq(session, row.contact_id)
    requests.end(row)
    await announce(session, row, epoch)


async def ask_how_it_was(session: AsyncSession, contact_id: UUID, handoff_id: UUID) -> None:
    """One tap; a late one still finds the help it is about."""
    options = [
        (title, prompts.payload(RATE, score=str(score), handoff=str(handoff_id)))
        for title, score in words.RATINGS
    ]
    await notify(session, contact_id, words.ASK_RATING, options)


def given(note: str) -> str:
    note = note.strip()
    if not note or len(note) > LONGEST_NOTE:
        raise Refused(ErrorCode.invalid_payload, "a note of 1 to 500 characters is needed")
    return note
