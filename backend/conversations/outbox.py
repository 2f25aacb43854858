"""Customer-service messages leave from here: claimed in order per person, leased, said once.

Asking the bot again is harmless: it remembers what it handed to the platform, and says so.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.contracts.messages import Bubble, DeliveryResult, DeliveryStatus
from backend.conversations.bubbles import as_bubble
from backend.conversations.models import Contact, Delivery, Message
from backend.conversations.turn_store import as_said
from backend.database import Database, utc_now

logger = logging.getLogger(__name__)

CHANNEL = "outbox"
# Longer than the gateway waits for the bot.
_LEASE = timedelta(seconds=20)
_BACKOFF = (2, 5, 15, 60, 300, 900)


@dataclass(frozen=True)
class Claimed:
    """A message ours to send until its lease ends. The name is not put in yet, see `speaking`."""

    message_id: UUID
    contact_id: UUID
    openid: str
    bubble: Bubble


_UNSENT = (Delivery.queued, Delivery.sending, Delivery.handed_over)


async def wake(database: Database) -> None:
    """Tell the worker that something waits; losing this only costs its polling interval."""
    async with database.transaction() as session:
        await wake_in(session)


async def wake_in(session: AsyncSession) -> None:
    await session.execute(text(f"NOTIFY {CHANNEL}"))


async def claim(session: AsyncSession, *, limit: int) -> list[Claimed]:
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
    claimed: list[Claimed] = []
    for message, openid in rows:
        message.delivery = Delivery.sending
        message.attempts += 1
        message.next_attempt_at = now + _LEASE
        bubble = as_bubble([as_said(message)])
        claimed.append(Claimed(message.id, message.contact_id, openid, bubble))
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
            message.delivery = Delivery.sent if result.passively else Delivery.accepted
            message.sent_at = now
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
    """Whatever nobody gave account of is asked for again: the bot knows, or sends it now."""
    now = utc_now()
    await session.execute(
        update(Message)
        .where(
            Message.delivery.in_((Delivery.handed_over, Delivery.sending)),
            Message.next_attempt_at <= now,
        )
        .values(delivery=Delivery.queued, next_attempt_at=now)
    )


async def confirm_passive(session: AsyncSession, message_ids: Sequence[UUID]) -> None:
    """The bot wrote these to the platform as a passive reply."""
    await session.execute(
        update(Message)
        .where(Message.id.in_(message_ids), Message.delivery == Delivery.handed_over)
        .values(delivery=Delivery.sent, sent_at=utc_now())
    )
