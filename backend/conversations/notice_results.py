"""What became of notices, as the platform tells afterwards: told, or the words wait on."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.messages import NoticeOutcome, NoticeResult
from backend.conversations import permissions
from backend.conversations.models import Delivery, Direction, Message
from backend.database import utc_now

logger = logging.getLogger(__name__)


async def learn(session: AsyncSession, contact_id: UUID, results: Sequence[NoticeResult]) -> None:
    for result in results:
        message = await _told_by(session, contact_id, result)
        if message is not None:
            _apply(message, result)
        if result.outcome is NoticeOutcome.blocked and result.template_id:
            await permissions.forget(session, contact_id, result.template_id)


async def apply_early_result(session: AsyncSession, message: Message, *, since: datetime) -> None:
    """The platform may tell what became of a notice before we have noted that it was sent."""
    events = await session.scalars(
        select(Message)
        .where(
            Message.contact_id == message.contact_id,
            Message.direction == Direction.event,
            # The platform tells whole seconds.
            Message.created_at > since - timedelta(seconds=1),
            Message.data.has_key("results"),
        )
        .order_by(Message.seq)
    )
    for event in events.all():
        for raw in event.data["results"]:
            result = NoticeResult.model_validate(raw)
            if message.notice_id in {result.notice_id, result.template_id}:
                _apply(message, result)


async def _told_by(session: AsyncSession, contact_id: UUID, result: NoticeResult) -> Message | None:
    """By the id sending returned; where it returned none, the newest of that template."""
    names = [Message.notice_id == result.notice_id]
    if result.template_id:
        names.append(Message.notice_id == result.template_id)
    return await session.scalar(
        select(Message)
        .where(
            Message.contact_id == contact_id, Message.delivery == Delivery.notice_sent, or_(*names)
        )
        .order_by(Message.seq.desc())
        .limit(1)
        .with_for_update()
    )


def _apply(message: Message, result: NoticeResult) -> None:
    logger.info("notice of %s is %s", message.id, result.outcome.value)
    message.next_attempt_at = None
    if result.outcome is NoticeOutcome.delivered:
        message.delivery, message.sent_at, message.failure = Delivery.noticed, utc_now(), None
    else:
        message.delivery = Delivery.held
        message.failure = f"notice_{result.outcome.value}"
