"""Taps on what the desk itself offered: answered here, as the assistant knows nothing of it."""

import json
import logging
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import asked
from backend.conversations.bubbles import Said
from backend.desk import closing, escalation, words

logger = logging.getLogger(__name__)

LEAVE_MESSAGE = "/desk_leave_message"
KEEP_BOT = "/desk_keep_bot"
_UNHAPPY = 1


def is_ours(payload: str | None) -> bool:
    return payload is not None and payload.startswith(("/desk_", f"/{closing.RATE}"))


async def answer(session: AsyncSession, contact_id: UUID, payload: str) -> list[Said]:
    """Taken again after a crash it says the same."""
    if payload == LEAVE_MESSAGE:
        return [Said(await escalation.leave_message(session, contact_id), author="system")]
    if payload == KEEP_BOT:
        return [Said(await escalation.let_go(session, contact_id), author="system")]
    return [Said(await _rated(session, contact_id, payload), author="system")]


async def _rated(session: AsyncSession, contact_id: UUID, payload: str) -> str:
    told = json.loads(payload.removeprefix(f"/{closing.RATE}"))
    score = int(told["score"])
    stands = await asked.rate(session, contact_id, UUID(told["handoff"]), score)
    if stands != score:
        return words.RATED_BEFORE
    logger.info("contact %s rated handoff %s", contact_id, told["handoff"])
    return words.SORRY if score == _UNHAPPY else words.THANKS
