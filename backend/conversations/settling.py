"""What became of a customer-service message: its state, the quota, and what staff must know."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.messages import DeliveryResult, DeliveryStatus
from backend.conversations import alerts
from backend.conversations.ledgers import ledger_of, write_back
from backend.conversations.models import Contact, Delivery, Message
from backend.conversations.outbox import LEASE
from backend.conversations.quota import Ledger
from backend.database import utc_now
from backend.desk import ticks

logger = logging.getLogger(__name__)

_BACKOFF = (2, 5, 15, 60, 300, 900)
# A daily or per-minute limit of the account does not pass within seconds.
_LIMITED_BACKOFF = (60, 300, 900, 3600)
# The platform says "busy" and may have taken it all the same: so often, and then no more.
MOST_TRIES_WHEN_BUSY = 6
# A photo the platform will not have, though never with a word why; what is said next waits for it.
MOST_UPLOADS = 6
# The ledger was wrong, or does not know yet that somebody left: no failure, the message waits.
_NO_QUOTA = {"quota_spent", "window_closed", "not_following"}


async def settle(
    session: AsyncSession, message_ids: Sequence[UUID], result: DeliveryResult
) -> None:
    """Every delivery ends in a named state; only a sure failure is tried again."""
    rows = await session.scalars(
        select(Message)
        .where(Message.id.in_(message_ids), Message.delivery == Delivery.sending)
        .order_by(Message.seq)
        .with_for_update()
    )
    messages = rows.all()
    if not messages:
        return
    now = utc_now()
    await _balance(session, messages[0], result)
    for message in messages:
        _settle(message, result, now)
        logger.info("message %s is %s %s", message.id, message.delivery, result.reason)
        if message.author == "staff":
            await ticks.tell(session, message.contact_id, message.id, message.delivery or "")
    await alerts.learn(session, result)


async def _balance(session: AsyncSession, message: Message, result: DeliveryResult) -> None:
    """One was counted when it was claimed; the platform may have taken none, or several."""
    spent_at = (message.next_attempt_at or utc_now()) - LEASE
    contact = await session.get_one(Contact, message.contact_id, with_for_update=True)
    write_back(contact, balanced(ledger_of(contact), result, spent_at))


def balanced(ledger: Ledger, result: DeliveryResult, spent_at: datetime) -> Ledger:
    """The ledger after what the platform said about a send counted at `spent_at`."""
    if result.reason in {"window_closed", "not_following"}:
        return ledger.closed(spent_at)
    if result.reason == "quota_spent":
        return ledger.spent_out(spent_at)
    may_have_taken = result.status in {DeliveryStatus.accepted, DeliveryStatus.uncertain}
    taken = max(result.sent, int(may_have_taken and not result.passively))
    return ledger.refund(spent_at, 1 - taken)


def _settle(message: Message, result: DeliveryResult, now: datetime) -> None:
    message.failure = result.reason[:40] or None
    match result.status:
        case DeliveryStatus.accepted:
            message.delivery = Delivery.sent if result.passively else Delivery.accepted
            message.sent_at = now
        case DeliveryStatus.uncertain:
            message.delivery = Delivery.uncertain
        case DeliveryStatus.refused if result.reason in _NO_QUOTA and not result.sent:
            # With the corrected count the next claim holds it, unless the person wrote meanwhile.
            message.delivery, message.next_attempt_at, message.push_id = Delivery.queued, now, None
        case DeliveryStatus.refused:
            message.delivery = Delivery.failed
        case DeliveryStatus.retry if _is_unwanted(message, result):
            message.delivery = Delivery.failed
        case DeliveryStatus.retry if _tried_enough(message, result):
            message.delivery = Delivery.uncertain
        case DeliveryStatus.retry:
            message.delivery = Delivery.queued
            message.next_attempt_at = now + _pause(message.attempts, result.reason)


def _tried_enough(message: Message, result: DeliveryResult) -> bool:
    return result.reason == "busy" and message.attempts >= MOST_TRIES_WHEN_BUSY


def _is_unwanted(message: Message, result: DeliveryResult) -> bool:
    """Nobody saw anything of an upload, so it failed for sure."""
    return result.reason == "upload_failed" and message.attempts >= MOST_UPLOADS


def _pause(attempts: int, reason: str) -> timedelta:
    pauses = _LIMITED_BACKOFF if reason == "limited" else _BACKOFF
    return timedelta(seconds=pauses[min(attempts, len(pauses)) - 1])
