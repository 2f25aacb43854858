"""An inbound message becomes durable here, once, before anybody thinks about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self
from uuid import UUID, uuid4

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.handling import is_answered
from backend.contracts.messages import InboundMessage
from backend.conversations import held, learning
from backend.conversations.hot_sql import QUEUE_TURNS, RECORD_MESSAGES
from backend.conversations.models import Direction, Message, PrivateValue, Turn
from backend.conversations.options import stored
from backend.conversations.placeholders import PrivatePart, take_out
from backend.conversations.turn_store import Begun, Claimed, Words, as_claimed
from backend.database import utc_now
from backend.privacy.keyring import Keyring

# What waits goes along with the answer; when none comes in this time, it goes by itself.
_ANSWER_WITHIN = timedelta(seconds=6)
# What goes into `messages.data` as it is, where there is any of it.
_DETAILS = {
    *("media_id", "option_id", "key", "latitude", "longitude", "platform_type"),
    *("choices", "results", "revoked", "picture_count", "desk"),
}


@dataclass(frozen=True)
class Received:
    """What the record knows of a delivery; `turn_id` is None where no answer is owed."""

    message_id: UUID
    contact_id: UUID
    turn_id: UUID | None
    is_new: bool
    # Begun in the very transaction that recorded it, unless an earlier turn is open.
    claimed: Claimed | None = None


async def record_inbound(
    session: AsyncSession,
    keyring: Keyring,
    inbound: InboundMessage,
    *,
    lease: timedelta | None = None,
) -> Received:
    """Store a delivery and queue its turn; a retry of the platform finds what is there.

    With a `lease` the caller runs the turn himself, at once.
    """
    return (await record_all(session, keyring, [inbound], lease=lease))[0]


async def record_all(
    session: AsyncSession,
    keyring: Keyring,
    messages: Sequence[InboundMessage],
    *,
    lease: timedelta | None = None,
) -> list[Received]:
    """Many deliveries in one go, in their order; what is known already is found again."""
    arrivals = [_Arrival.of(inbound) for inbound in messages]
    values = {
        "now": utc_now(),
        "people": _people(messages),
        "rows": [each.as_row(place) for place, each in enumerate(arrivals)],
        "runs": lease is not None,
    }
    recorded = (await session.execute(RECORD_MESSAGES, values)).all()
    pairs = list(zip(arrivals, recorded, strict=True))
    if waiting := {row.id for each, row in pairs if row.something_waits and _speaks(each, row)}:
        await held.release(session, waiting, after=_ANSWER_WITHIN if lease else timedelta(0))
    for arrival, row in pairs:
        if row.seq is not None:
            keep_private(session, keyring, row.id, arrival.parts)
            await learning.learn(session, row.id, arrival.message_id, arrival.inbound)
    owed = [(each, row) for each, row in pairs if row.seq is not None and each.turn_id]
    begun = await _queue_turns(session, owed, lease) if owed else {}
    return [await _received(session, arrival, row, begun) for arrival, row in pairs]


@dataclass(frozen=True)
class _Arrival:
    """A delivery on its way into the tables; its private numbers are out of `text` already."""

    inbound: InboundMessage
    message_id: UUID
    turn_id: UUID | None
    text: str
    parts: list[PrivatePart]
    data: dict[str, object]

    @classmethod
    def of(cls, inbound: InboundMessage) -> Self:
        text, parts = take_out(inbound.text)
        turn_id = uuid4() if is_answered(inbound.kind) else None
        return cls(inbound, uuid4(), turn_id, text, parts, _details(inbound))

    def as_row(self, place: int) -> dict[str, object]:
        return {
            "place": place,
            "id": str(self.message_id),
            "openid": self.inbound.openid,
            "direction": Direction.inbound if self.turn_id else Direction.event,
            "kind": self.inbound.kind.value,
            "text": self.text,
            "data": self.data,
            "dedupe_key": self.inbound.dedupe_key,
            "turn_id": str(self.turn_id) if self.turn_id else None,
            "sent_at": self.inbound.sent_at.isoformat(),
        }


async def _received(
    session: AsyncSession, arrival: _Arrival, row: Row[Any], begun: Mapping[UUID, int | None]
) -> Received:
    if row.seq is None:
        return await _already_there(session, arrival.inbound.dedupe_key)
    claimed = None
    if arrival.turn_id and arrival.turn_id in begun:
        claimed = await as_claimed(
            session,
            Begun(arrival.turn_id, row.id, arrival.message_id, 1, row.owner_epoch),
            Words(row.seq, arrival.inbound.kind.value, arrival.text, arrival.data, None),
            owner=row.owner,
            current=stored(row.options or []),
            something_waits=row.something_waits,
            handed_back_seq=begun[arrival.turn_id],
        )
    return Received(arrival.message_id, row.id, arrival.turn_id, is_new=True, claimed=claimed)


def _people(messages: Sequence[InboundMessage]) -> list[dict[str, object]]:
    """One row a person, with what their deliveries together tell of them."""
    people: dict[str, dict[str, object]] = {}
    for inbound in messages:
        person = people.setdefault(inbound.openid, {"id": str(uuid4()), "openid": inbound.openid})
        person |= learning.of_contact(inbound)
    return list(people.values())


def _speaks(arrival: "_Arrival", row: Row[Any]) -> bool:
    """Something new from the person, not only about them."""
    return row.seq is not None and is_answered(arrival.inbound.kind)


def keep_private(
    session: AsyncSession, keyring: Keyring, contact_id: UUID, parts: list[PrivatePart]
) -> None:
    for part in parts:
        aad = f"private_values|sealed|{part.token_id}"
        session.add(
            PrivateValue(
                id=part.token_id,
                contact_id=contact_id,
                kind=part.kind,
                sealed=keyring.seal_text(part.value, aad=aad),
                masked=part.masked,
            )
        )


def _details(inbound: InboundMessage) -> dict[str, object]:
    return inbound.model_dump(mode="json", include=_DETAILS, exclude_defaults=True)


async def _already_there(session: AsyncSession, dedupe_key: str) -> Received:
    row = (
        await session.execute(
            select(Message.id, Message.contact_id, Turn.id)
            .outerjoin(Turn, Turn.message_id == Message.id)
            .where(Message.dedupe_key == dedupe_key)
        )
    ).one()
    return Received(row[0], row[1], row[2], is_new=False)


async def _queue_turns(
    session: AsyncSession, owed: Sequence[tuple[_Arrival, Row[Any]]], lease: timedelta | None
) -> dict[UUID, int | None]:
    """Those that begin at once: nothing of their person is open, and the caller runs them.

    With each the place where a colleague handed the conversation back, if one just did.
    """
    now = utc_now()
    rows = [
        {
            "place": place,
            "id": str(arrival.turn_id),
            "contact_id": str(row.id),
            "message_id": str(arrival.message_id),
            "owner_epoch": row.owner_epoch,
        }
        for place, (arrival, row) in enumerate(owed)
    ]
    values = {
        "rows": rows,
        "now": now,
        "runs": lease is not None,
        "lease_until": now + lease if lease is not None else None,
    }
    queued = await session.execute(QUEUE_TURNS, values)
    return {turn.begun: turn.handed_back_seq for turn in queued if turn.begun}
