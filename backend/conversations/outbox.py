"""Customer-service messages leave from here: in order per person, leased, within the quota, said once.

Asking the bot again is harmless: it remembers what it handed to the platform, and says so.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.contracts.messages import Bubble
from backend.conversations import held
from backend.conversations.bubbles import as_bubble, joined
from backend.conversations.ledgers import ledger_of, write_back
from backend.conversations.models import Contact, Delivery, Message
from backend.conversations.quota import Ledger
from backend.conversations.turn_store import as_said
from backend.database import Database, utc_now

logger = logging.getLogger(__name__)

CHANNEL = "outbox"
# Longer than the gateway waits for the bot.
LEASE = timedelta(seconds=20)
# How often a claim looks on when everything it found had to be held.
_ROUNDS = 10
# `Message.failure` of what may have been said, while nobody has given account of it.
UNACCOUNTED = "unaccounted"


@dataclass(frozen=True)
class Claimed:
    """A message ours to send until its lease ends. The name is not put in yet, see `speaking`."""

    contact_id: UUID
    openid: str
    bubble: Bubble
    photo_id: UUID | None = None


_UNSENT = (Delivery.queued, Delivery.sending, Delivery.handed_over)


async def wake(database: Database) -> None:
    """Tell the worker that something waits; losing this only costs its polling interval."""
    async with database.transaction() as session:
        await wake_in(session)


async def wake_in(session: AsyncSession) -> None:
    await session.execute(text(f"NOTIFY {CHANNEL}"))


async def claim(session: AsyncSession, *, limit: int) -> list[Claimed]:
    """The next message of each person, marked `sending` under a lease and counted in the quota.

    What the platform would not take is held instead; the rows of both are locked until commit.
    """
    now = utc_now()
    for _ in range(_ROUNDS):
        people = await _people_with_due(session, now, limit)
        waiting = await _waiting(session, people, now)
        found = [_next(contact, waiting[contact.id], now) for contact in people.values()]
        claimed = [each for each in found if each is not None]
        if claimed or not people:
            return claimed
    return []


async def _people_with_due(session: AsyncSession, now: datetime, limit: int) -> dict[UUID, Contact]:
    """Whose oldest unsent message may go now; nobody waits for a row somebody else is at."""
    earlier = aliased(Message)
    rows = await session.execute(
        select(Contact)
        .join(Message, Message.contact_id == Contact.id)
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
        .with_for_update(of=(Contact, Message), skip_locked=True)
    )
    return {contact.id: contact for (contact,) in rows}


async def _waiting(
    session: AsyncSession, people: dict[UUID, Contact], now: datetime
) -> dict[UUID, list[Message]]:
    """Everything due of these people, oldest first."""
    rows = await session.scalars(
        select(Message)
        .where(
            Message.contact_id.in_(people),
            Message.delivery == Delivery.queued,
            Message.next_attempt_at <= now,
        )
        .order_by(Message.seq)
        .with_for_update(skip_locked=True)
    )
    by_person: dict[UUID, list[Message]] = defaultdict(list)
    for message in rows:
        by_person[message.contact_id].append(message)
    return by_person


def _next(contact: Contact, waiting: list[Message], now: datetime) -> Claimed | None:
    ledger = ledger_of(contact)
    while waiting:
        message = waiting[0]
        left = _left_for(message, ledger, now)
        if left or message.failure == UNACCOUNTED:
            if not _is_counted(message):
                write_back(contact, ledger.spend(now))
            return _started(contact, _together(waiting, left), now)
        reason = _obstacle(contact, ledger, now)
        held.hold(message, reason, now)
        logger.info("message %s is held %s", message.id, reason)
        waiting.pop(0)
    return None


def _obstacle(contact: Contact, ledger: Ledger, now: datetime) -> str:
    if contact.unfollowed_at is not None:
        return "not_following"
    return "quota_spent" if ledger.is_open(now) else "window_closed"


def _is_counted(message: Message) -> bool:
    """By the claim whose sender was not heard of again; replies to pushes are never counted."""
    return message.failure == UNACCOUNTED and message.attempts > 0


def _left_for(message: Message, ledger: Ledger, now: datetime) -> int:
    is_assistant = message.author == "bot"
    return ledger.left_for_assistant(now) if is_assistant else ledger.left(now)


def _together(waiting: Sequence[Message], left: int) -> list[Message]:
    """The first message, with as many of the next as the quota makes it share its bubble with.

    What was tried together stays together: the gateway knows it by its ids.
    """
    push_id = waiting[0].push_id
    if push_id is not None:
        return [message for message in waiting if message.push_id == push_id]
    if waiting[0].failure == UNACCOUNTED:
        return [waiting[0]]
    fresh = [message for message in waiting if message.push_id is None]
    return fresh[: len(joined([as_said(message) for message in fresh], left))]


def _started(contact: Contact, messages: Sequence[Message], now: datetime) -> Claimed:
    for message in messages:
        message.delivery = Delivery.sending
        message.attempts += 1
        message.next_attempt_at = now + LEASE
        message.push_id = messages[0].id
    bubble = as_bubble([as_said(message) for message in messages])
    return Claimed(contact.id, contact.openid, bubble, messages[0].document_id)


async def release_left_behind(session: AsyncSession) -> None:
    """Whatever nobody gave account of is asked for again: the bot knows, or sends it now."""
    now = utc_now()
    await session.execute(
        update(Message)
        .where(
            Message.delivery.in_((Delivery.handed_over, Delivery.sending)),
            Message.next_attempt_at <= now,
        )
        .values(delivery=Delivery.queued, next_attempt_at=now, failure=UNACCOUNTED)
    )


async def confirm_passive(session: AsyncSession, message_ids: Sequence[UUID]) -> None:
    """The bot wrote these to the platform as a passive reply."""
    await session.execute(
        update(Message)
        .where(
            Message.id.in_(message_ids),
            Message.delivery.in_((Delivery.handed_over, Delivery.uncertain)),
        )
        .values(delivery=Delivery.sent, sent_at=utc_now())
    )
