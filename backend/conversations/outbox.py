"""Customer-service messages leave from here: claimed in order per person, leased, never resent blindly."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.contracts.messages import DeliveryResult, DeliveryStatus, OutboundPush
from backend.conversations.bubbles import as_bubble
from backend.conversations.models import Contact, Delivery, Message
from backend.conversations.turn_store import as_said
from backend.database import Database, utc_now

logger = logging.getLogger(__name__)

CHANNEL = "outbox"
_LEASE = timedelta(seconds=60)
_BACKOFF = (2, 5, 15, 60, 300, 900)
_UNSENT = (Delivery.queued, Delivery.sending, Delivery.handed_over)


async def wake(database: Database) -> None:
    """Tell the worker that something waits; losing this only costs its polling interval."""
    async with database.transaction() as session:
        await wake_in(session)


async def wake_in(session: AsyncSession) -> None:
    await session.execute(text(f"NOTIFY {CHANNEL}"))


async def claim(session: AsyncSession, *, limit: int) -> list[tuple[UUID, OutboundPush]]:
    """The oldest unsent message of each person, marked `sending` under a lease."""
    now = utc_now()
    earlier = aliased(Message)
    rows = await session.execute(
        select(Message, Contact.openid)
        .join(Contact, Contact.id == Message.contact_id)
        .where(
            Message.delivery == Delivery.queued,
            Message.next_attempt_at <= now,
            ~select(earlier.id)
            .where(
                earlier.contact_id == Message.contact_id,
                earlier.seq < Message.seq,
                earlier.delivery.in_(_UNSENT),
            )
            .exists(),
        )
        .order_by(Message.seq)
        .limit(limit)
        .with_for_update(of=Message, skip_locked=True)
    )
    claimed: list[tuple[UUID, OutboundPush]] = []
    for message, openid in rows:
        message.delivery = Delivery.sending
        message.attempts += 1
        message.next_attempt_at = now + _LEASE
        claimed.append(
            (message.id, OutboundPush(openid=openid, bubble=as_bubble([as_said(message)])))
        )
    return claimed


async def settle(session: AsyncSession, message_id: UUID, result: DeliveryResult) -> None:
    """Every delivery ends in a named state; only a sure failure is tried again."""
    message = await session.get(Message, message_id, with_for_update=True)
    if message is None or message.delivery != Delivery.sending:
        return
    now = utc_now()
    message.failure = result.reason[:40] or None
    match result.status:
        case DeliveryStatus.accepted:
            message.delivery, message.sent_at = Delivery.accepted, now
        case DeliveryStatus.uncertain:
            message.delivery = Delivery.uncertain
        case DeliveryStatus.refused:
            message.delivery = Delivery.failed
        case DeliveryStatus.retry:
            delay = _BACKOFF[min(message.attempts, len(_BACKOFF)) - 1]
            message.delivery = Delivery.queued
            message.next_attempt_at = now + timedelta(seconds=delay)
    logger.info("message %s is %s %s", message_id, message.delivery, result.reason)


async def release_left_behind(session: AsyncSession) -> None:
    """Passive replies nobody confirmed go out after all; a send whose process died is uncertain."""
    now = utc_now()
    await session.execute(
        update(Message)
        .where(Message.delivery == Delivery.handed_over, Message.next_attempt_at <= now)
        .values(delivery=Delivery.queued, next_attempt_at=now)
    )
    await session.execute(
        update(Message)
        .where(Message.delivery == Delivery.sending, Message.next_attempt_at <= now)
        .values(delivery=Delivery.uncertain, failure="sender_died")
    )


async def confirm_passive(session: AsyncSession, message_ids: Sequence[UUID]) -> None:
    """The bot wrote these to the platform as a passive reply."""
    await session.execute(
        update(Message)
        .where(Message.id.in_(message_ids), Message.delivery == Delivery.handed_over)
        .values(delivery=Delivery.sent, sent_at=utc_now())
    )
