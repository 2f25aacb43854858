"""The rows behind a turn: claimed, finished, put off. Each function is one short transaction's work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.contracts.messages import InboundKind
from backend.conversations.bubbles import Said
from backend.conversations.hot_sql import CURRENT_OPTIONS, FINISH_TURN
from backend.conversations.models import (
    Contact,
    Delivery,
    Direction,
    Message,
    Owner,
    Turn,
    TurnState,
)
from backend.conversations.options import StoredOption, stored
from backend.database import utc_now

_ADD_MESSAGES = insert(cast(Table, Message.__table__))
# The bot reports a passive reply within milliseconds; without a report the outbox sends it.
RECEIPT_WITHIN = timedelta(seconds=25)


# `Turn.failure` while a turn waits because the action server was down.
CUT_SHORT = "actions_down"


@dataclass(frozen=True)
class Claimed:
    """A turn that is ours until its lease ends, with all that thinking needs."""

    turn_id: UUID
    contact_id: UUID
    message_id: UUID
    attempts: int
    owner_epoch: int
    apologized: bool
    # Its last try got half an answer, which must not be taken for the whole.
    was_cut_short: bool
    owned_by_bot: bool
    kind: InboundKind
    text: str
    media_id: str | None
    option_id: str | None
    key: str | None
    latitude: float | None
    longitude: float | None
    platform_type: str
    document_id: UUID | None
    options: list[StoredOption]
    created_at: datetime


async def claim_next(
    session: AsyncSession, contact_id: UUID, *, lease: timedelta
) -> Claimed | None:
    """The oldest open turn of a person, unless one is running (or waits for its next try)."""
    now = utc_now()
    # Serializes claimers of one person; SKIP LOCKED lets the second one go away.
    locked = await session.scalar(
        select(Contact.id).where(Contact.id == contact_id).with_for_update(skip_locked=True)
    )
    if locked is None:
        return None
    turn = await session.scalar(
        select(Turn)
        .where(Turn.contact_id == contact_id, Turn.state != TurnState.done)
        .order_by(Turn.seq)
        .limit(1)
    )
    if turn is None or turn.next_attempt_at > now:
        return None
    if turn.state == TurnState.running and turn.lease_until and turn.lease_until > now:
        return None
    turn.state = TurnState.running
    turn.lease_until = now + lease
    turn.attempts += 1
    await session.flush()
    return await _load(session, turn)


@dataclass(frozen=True)
class Begun:
    """The turn's own columns that matter while it runs."""

    id: UUID
    contact_id: UUID
    message_id: UUID
    attempts: int
    owner_epoch: int
    apologized: bool = False
    was_cut_short: bool = False


@dataclass(frozen=True)
class Words:
    """The message's columns that matter for thinking."""

    seq: int
    kind: str
    text: str
    data: dict[str, Any]
    document_id: UUID | None


async def _load(session: AsyncSession, turn: Turn) -> Claimed:
    row = (
        await session.execute(
            select(Message, Contact.owner)
            .join(Contact, Contact.id == Message.contact_id)
            .where(Message.id == turn.message_id)
        )
    ).one()
    message: Message = row[0]
    begun = Begun(
        turn.id,
        turn.contact_id,
        turn.message_id,
        turn.attempts,
        turn.owner_epoch,
        turn.apologized,
        was_cut_short=turn.failure == CUT_SHORT,
    )
    words = Words(message.seq, message.kind, message.text, message.data, message.document_id)
    values = {"contact_id": turn.contact_id, "seq": message.seq}
    last = await session.scalar(CURRENT_OPTIONS, values)
    current = stored(last["options"]) if last else []
    return await as_claimed(
        session, begun, words, owner=row[1], current=current, created_at=turn.created_at
    )


async def as_claimed(
    session: AsyncSession,
    turn: Begun,
    words: Words,
    *,
    owner: str,
    current: list[StoredOption],
    created_at: datetime | None = None,
) -> Claimed:
    """A turn that has just become ours; `current` are the options said last before it."""
    data = words.data
    return Claimed(
        turn_id=turn.id,
        contact_id=turn.contact_id,
        message_id=turn.message_id,
        attempts=turn.attempts,
        owner_epoch=turn.owner_epoch,
        apologized=turn.apologized,
        was_cut_short=turn.was_cut_short,
        owned_by_bot=owner == Owner.bot,
        kind=InboundKind(words.kind),
        text=words.text,
        media_id=data.get("media_id"),
        option_id=data.get("option_id"),
        key=data.get("key"),
        latitude=data.get("latitude"),
        longitude=data.get("longitude"),
        platform_type=data.get("platform_type", ""),
        document_id=words.document_id,
        options=await _options_for(session, turn.contact_id, words, current),
        created_at=created_at or utc_now(),
    )


async def _options_for(
    session: AsyncSession, contact_id: UUID, words: Words, current: list[StoredOption]
) -> list[StoredOption]:
    """What may be chosen now; an option of a notice may be tapped however late."""
    option_id = words.data.get("option_id")
    if option_id and option_id not in {option.id for option in current}:
        return [*current, *await _options_of_notice(session, contact_id, option_id)]
    return current


async def _options_of_notice(
    session: AsyncSession, contact_id: UUID, option_id: str
) -> list[StoredOption]:
    data = await session.scalar(
        select(Message.data).where(
            Message.contact_id == contact_id,
            Message.author == "system",
            Message.data.contains({"options": [{"id": option_id}]}),
        )
    )
    return stored(data["options"]) if data else []


async def finish(
    session: AsyncSession, claimed: Claimed, said: Sequence[Said], *, passive: int
) -> bool:
    """Store the answer and end the turn; the first `passive` bubbles go with the waiting request.

    False when the turn is no longer ours, or the conversation changed hands since it began:
    then nothing of the answer is said (the fence of `owner_epoch`).
    """
    now = utc_now()
    values = {
        "now": now,
        "contact_id": claimed.contact_id,
        "turn_id": claimed.turn_id,
        "attempts": claimed.attempts,
        "rows": [_as_row(item, place, passive, now) for place, item in enumerate(said)],
    }
    # None: not ours any more. False: the conversation changed hands.
    return bool(await session.scalar(FINISH_TURN, values))


def _as_row(item: Said, place: int, passive: int, now: datetime) -> dict[str, Any]:
    goes_passively = place < passive
    return {
        "place": place,
        "id": str(item.id),
        "text": item.text,
        "data": _options_of(item),
        "author": item.author,
        "delivery": Delivery.handed_over if goes_passively else Delivery.queued,
        "next_attempt_at": (now + RECEIPT_WITHIN if goes_passively else now).isoformat(),
    }


def _options_of(item: Said) -> dict[str, Any]:
    return {"options": [option.as_json() for option in item.options]} if item.choices else {}


async def add_outbound(
    session: AsyncSession,
    contact_id: UUID,
    said: Sequence[Said],
    *,
    turn_id: UUID | None = None,
    passive: int = 0,
) -> None:
    """Outbound rows in order: handed over with the passive reply, or queued for the outbox."""
    now = utc_now()
    rows = [
        {
            "id": item.id,
            "contact_id": contact_id,
            "direction": Direction.outbound,
            "kind": "text",
            "text": item.text,
            "data": _options_of(item),
            "author": item.author,
            "turn_id": turn_id,
            "delivery": Delivery.handed_over if index < passive else Delivery.queued,
            "next_attempt_at": now + RECEIPT_WITHIN if index < passive else now,
            "attempts": 0,
            "created_at": now,
        }
        for index, item in enumerate(said)
    ]
    if rows:
        await session.execute(_ADD_MESSAGES, rows)


async def put_off(
    session: AsyncSession,
    claimed: Claimed,
    *,
    until: datetime,
    reason: str,
    apology: Said | None,
    passive: bool,
) -> bool:
    """The assistant is down: the turn waits, and the person is told once that it was received."""
    turn = await session.scalar(select(Turn).where(Turn.id == claimed.turn_id).with_for_update())
    if turn is None or turn.attempts != claimed.attempts:
        return False
    turn.state = TurnState.queued
    turn.next_attempt_at = until
    turn.lease_until = None
    turn.failure = reason[:60]
    if apology is not None:
        turn.apologized = True
        await add_outbound(
            session, claimed.contact_id, [apology], turn_id=turn.id, passive=int(passive)
        )
    return True


async def contacts_with_due_turns(session: AsyncSession, *, limit: int) -> list[UUID]:
    """People whose oldest open turn may run now: its process died or its next try is due."""
    now = utc_now()
    earlier = aliased(Turn)
    rows = await session.scalars(
        select(Turn.contact_id)
        .where(
            Turn.state != TurnState.done,
            Turn.next_attempt_at <= now,
            func.coalesce(Turn.lease_until, now) <= now,
            # A turn just recorded is about to be run by the backend itself.
            Turn.created_at <= now - timedelta(seconds=3),
            ~exists().where(
                earlier.contact_id == Turn.contact_id,
                earlier.state != TurnState.done,
                earlier.seq < Turn.seq,
            ),
        )
        .order_by(Turn.seq)
        .limit(limit)
    )
    return list(rows)


async def stored_answer(session: AsyncSession, turn_id: UUID) -> list[Said] | None:
    """The passive part of a finished turn's answer, for a retry that missed it; None while open."""
    turn = await session.get(Turn, turn_id)
    if turn is None or turn.state != TurnState.done:
        return None
    rows = await session.scalars(
        select(Message)
        .where(
            Message.turn_id == turn_id,
            Message.delivery.in_((Delivery.handed_over, Delivery.sent)),
        )
        .order_by(Message.seq)
    )
    return [as_said(row) for row in rows]


def as_said(row: Message) -> Said:
    choices = tuple((o["title"], o["payload"]) for o in row.data.get("options", []))
    return Said(row.text, choices, row.author or "bot", row.id)
