"""What had to wait for the person's next word: let go when it comes, and forgotten when it is too old."""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.bubbles import Said, split_for_passive
from backend.conversations.models import Delivery, Message
from backend.conversations.turn_store import RECEIPT_WITHIN, Claimed, as_said
from backend.database import utc_now

# A question of the dialogue means nothing once the person has gone on to something else.
ANSWER_LASTS = timedelta(minutes=30)
# What the backend itself had to say about a message, such as that staff were asked.
APOLOGY_LASTS = timedelta(hours=24)
NOTICE_LASTS = timedelta(days=30)

WAITING = (Delivery.held, Delivery.notice_sent, Delivery.noticed)

# New numbers, in the old order: what is said now stands after the words that let it go, in the
# thread as on the phone, and its options can be chosen by number.
_RELEASE = text(
    """
    UPDATE messages SET delivery = 'queued', next_attempt_at = :due, seq = fresh.seq, attempts = 0,
        failure = NULL
    FROM (
        SELECT id, nextval(pg_get_serial_sequence('messages', 'seq')) AS seq FROM (
            SELECT id FROM messages
            WHERE contact_id = ANY(:contacts) AND delivery = ANY(:waiting) AND expires_at > :now
            ORDER BY messages.seq FOR UPDATE
        ) AS ordered
    ) AS fresh
    WHERE messages.id = fresh.id
    """
).bindparams(
    bindparam("contacts", type_=ARRAY(Uuid())),
    bindparam("waiting", type_=ARRAY(Text)),
)


def lasts(*, author: str | None, is_of_turn: bool) -> timedelta:
    """How long words are worth saying after they were composed."""
    if not is_of_turn:
        return NOTICE_LASTS
    return APOLOGY_LASTS if author == "system" else ANSWER_LASTS


def hold(message: Message, reason: str, now: datetime) -> None:
    """It waits for the person's next word; about a notice a short one may go meanwhile."""
    message.delivery = Delivery.held
    message.failure = reason
    message.push_id = None
    kept_for = lasts(author=message.author, is_of_turn=message.turn_id is not None)
    message.expires_at = message.created_at + kept_for
    may_notify = "notice" in message.data and message.notice_id is None
    message.next_attempt_at = now if may_notify else None


async def release(session: AsyncSession, contacts: Collection[UUID], *, after: timedelta) -> None:
    """Somebody spoke: what waits for them may go, unless it is too old by now."""
    now = utc_now()
    values = {"contacts": list(contacts), "waiting": list(WAITING), "now": now, "due": now + after}
    await session.execute(_RELEASE, values)


async def take_along(session: AsyncSession, claimed: Claimed) -> tuple[list[Said], bool]:
    """What waits in the outbox and fits goes first in the passive reply, and costs nothing.

    True when more waits: then the answer goes behind it. What was tried before may have arrived.
    """
    if not claimed.something_waits:
        return [], False
    on_their_way = (Delivery.queued, Delivery.sending)
    rows = await session.scalars(
        select(Message)
        .where(Message.contact_id == claimed.contact_id, Message.delivery.in_(on_their_way))
        .order_by(Message.seq)
        .with_for_update()
    )
    waiting = list(rows)
    if any(row.delivery != Delivery.queued for row in waiting):
        return [], True
    untried = list(takewhile(lambda row: not row.attempts and not row.failure, waiting))
    taken, _ = split_for_passive([as_said(row) for row in untried])
    for row in waiting[: len(taken)]:
        row.delivery = Delivery.handed_over
        row.next_attempt_at = utc_now() + RECEIPT_WITHIN
    return taken, len(taken) < len(waiting)


async def expire(session: AsyncSession) -> int:
    """Held too long: saying it now would only puzzle. What a notice told about stays noticed."""
    ids = await session.scalars(
        update(Message)
        .where(Message.delivery == Delivery.held, Message.expires_at <= utc_now())
        .values(delivery=Delivery.expired, next_attempt_at=None)
        .returning(Message.id)
    )
    return len(ids.all())
