"""The rows behind a turn: claimed, finished, put off. Each function is one short transaction's work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.messages import InboundKind
from backend.conversations.bubbles import Said
from backend.conversations.hot_sql import CLAIM_TURNS, FINISH_TURN, RENEW_LEASES
from backend.conversations.models import (
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
# The bot reports a passive reply within milliseconds; without a report the outbox asks, or sends it.
RECEIPT_WITHIN = timedelta(seconds=10)


# `Turn.failure` while a turn waits because the action server was down.
CUT_SHORT = "actions_down"
# And while it waits because the assistant did not know what to do.
PUZZLED = "puzzled"


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
    was_puzzled: bool
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
    # Something said earlier waits for this person, and may go along with the answer.
    something_waits: bool = False
    # A colleague had the conversation up to here: the assistant begins anew.
    handed_back_seq: int | None = None


async def claim_due(
    session: AsyncSession, *, lease: timedelta, patience: timedelta, limit: int
) -> list[Claimed]:
    """The oldest turns that may run now: each its person's first, due, and in nobody's hands."""
    now = utc_now()
    values = {
        "now": now,
        "due_before": now - patience,
        "lease_until": now + lease,
        "most": limit,
    }
    rows = (await session.execute(CLAIM_TURNS, values)).all()
    return [await _loaded(session, row) for row in rows]


async def renew(session: AsyncSession, held: Sequence[Claimed], *, lease: timedelta) -> None:
    """Hold on to turns that take long; one that somebody else has claimed since is not touched."""
    rows = [{"id": str(each.turn_id), "attempts": each.attempts} for each in held]
    await session.execute(RENEW_LEASES, {"rows": rows, "lease_until": utc_now() + lease})


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
    was_puzzled: bool = False


@dataclass(frozen=True)
class Words:
    """The message's columns that matter for thinking."""

    seq: int
    kind: str
    text: str
    data: dict[str, Any]
    document_id: UUID | None


async def _loaded(session: AsyncSession, row: Row[Any]) -> Claimed:
    begun = Begun(
        row.id,
        row.contact_id,
        row.message_id,
        row.attempts,
        row.owner_epoch,
        row.apologized,
        was_cut_short=row.failure == CUT_SHORT,
        was_puzzled=row.failure == PUZZLED,
    )
    return await as_claimed(
        session,
        begun,
        Words(row.seq, row.kind, row.text, row.data, row.document_id),
        owner=row.owner,
        current=stored(row.options or []),
        created_at=row.created_at,
        # What came of earlier words since this was recorded nobody has looked up.
        something_waits=True,
        handed_back_seq=row.handed_back_seq,
    )


async def as_claimed(
    session: AsyncSession,
    turn: Begun,
    words: Words,
    *,
    owner: str,
    current: list[StoredOption],
    created_at: datetime | None = None,
    something_waits: bool = False,
    handed_back_seq: int | None = None,
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
        was_puzzled=turn.was_puzzled,
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
        something_waits=something_waits,
        handed_back_seq=handed_back_seq,
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


@dataclass(frozen=True)
class Stored:
    """What became of an answer. Not ours: nothing of it was stored."""

    is_ours: bool
    may_go_passively: bool


async def finish(
    session: AsyncSession,
    claimed: Claimed,
    said: Sequence[Said],
    *,
    passive: int,
    along: Sequence[UUID] = (),
) -> Stored:
    """Store the answer and end the turn; the first `passive` bubbles go with the waiting request.

    They do so only if nothing else of this person is on its way but `along`, which goes with them.
    Nothing is stored when the turn is no longer ours, or the conversation changed hands since it
    began (the fence of `owner_epoch`).
    """
    now = utc_now()
    values = {
        "now": now,
        "ask_at": now + RECEIPT_WITHIN,
        "contact_id": claimed.contact_id,
        "turn_id": claimed.turn_id,
        "attempts": claimed.attempts,
        "rows": [_as_row(item, place, passive) for place, item in enumerate(said)],
        "along": list(along),
    }
    row = (await session.execute(FINISH_TURN, values)).one_or_none()
    if row is None:
        return Stored(is_ours=False, may_go_passively=False)
    return Stored(bool(row.is_ours), bool(row.may_go_passively))


def _as_row(item: Said, place: int, passive: int) -> dict[str, Any]:
    return {
        "place": place,
        "id": str(item.id),
        "text": item.text,
        "data": item.data,
        "author": item.author,
        "passive": place < passive,
    }


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
            "kind": "image" if item.photo_id else "text",
            "text": item.text,
            "data": item.data,
            "document_id": item.photo_id,
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


async def stored_answer(session: AsyncSession, turn_id: UUID) -> list[Said] | None:
    """The passive part of a finished turn's answer, for a retry that missed it; None while open."""
    turn = await session.get(Turn, turn_id)
    if turn is None or turn.state != TurnState.done:
        return None
    rows = await session.scalars(
        select(Message)
        .where(
            Message.turn_id == turn_id,
            Message.delivery.in_((Delivery.handed_over, Delivery.sent, Delivery.uncertain)),
        )
        .order_by(Message.seq)
    )
    return [as_said(row) for row in rows]


def as_said(row: Message) -> Said:
    choices = tuple((o["title"], o["payload"]) for o in row.data.get("options", []))
    return Said(row.text, choices, row.author or "bot", photo_id=row.document_id, id=row.id)
