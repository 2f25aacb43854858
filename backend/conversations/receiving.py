"""An inbound message becomes durable here, once, before anybody thinks about it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.messages import InboundKind, InboundMessage
from backend.conversations.models import Contact, Direction, Message, PrivateValue, Turn, TurnState
from backend.conversations.placeholders import take_out
from backend.conversations.turn_store import Claimed, as_claimed
from backend.database import utc_now
from backend.privacy.keyring import Keyring
from backend.unions import places

# QR scenes that name a county: `county:410105`.
_COUNTY_SCENE = "county:"


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
    contact_id, owner_epoch, owner = await _touch_contact(session, inbound)
    message_id, turn_id = uuid4(), None if inbound.kind is InboundKind.unfollow else uuid4()
    text, parts = take_out(inbound.text)
    statement = (
        insert(Message)
        .values(
            id=message_id,
            contact_id=contact_id,
            direction=Direction.inbound,
            kind=inbound.kind.value,
            text=text,
            data=_details(inbound),
            dedupe_key=inbound.dedupe_key,
            turn_id=turn_id,
            created_at=inbound.sent_at,
            attempts=0,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(Message)
    )
    message = await session.scalar(statement)
    if message is None:
        return await _already_there(session, inbound.dedupe_key)
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
    if turn_id is None:
        return Received(message_id, contact_id, None, is_new=True)
    turn = await _queue_turn(session, message, turn_id, owner_epoch, lease)
    claimed = None
    if turn.state == TurnState.running:
        claimed = await as_claimed(session, turn, message, owner)
    return Received(message_id, contact_id, turn_id, is_new=True, claimed=claimed)


async def _touch_contact(session: AsyncSession, inbound: InboundMessage) -> tuple[UUID, int, str]:
    """Locked until commit: one person's messages are recorded in order. Id, epoch, owner."""
    now = utc_now()
    seen = {"last_inbound_at": now, **_seen_now(inbound)}
    statement = (
        insert(Contact)
        .values(
            id=uuid4(), openid=inbound.openid, owner="bot", owner_epoch=0, created_at=now, **seen
        )
        .on_conflict_do_update(index_elements=["openid"], set_=seen)
        .returning(Contact.id, Contact.owner_epoch, Contact.owner)
    )
    contact_id, owner_epoch, owner = (await session.execute(statement)).one()
    return contact_id, owner_epoch, owner


def _seen_now(inbound: InboundMessage) -> dict[str, object]:
    """What this delivery tells about the contact."""
    if inbound.kind is InboundKind.unfollow:
        return {"unfollowed_at": inbound.sent_at}
    learned: dict[str, object] = {}
    if inbound.kind is InboundKind.follow:
        learned |= {"followed_at": inbound.sent_at, "unfollowed_at": None}
    if inbound.kind in {InboundKind.follow, InboundKind.scan} and inbound.key:
        learned["scene"] = inbound.key[:64]
        code = inbound.key.removeprefix(_COUNTY_SCENE)
        if inbound.key.startswith(_COUNTY_SCENE) and places.county_by_code(code):
            learned["county_code"] = code
    return learned


def _details(inbound: InboundMessage) -> dict[str, object]:
    fields = {
        "media_id": inbound.media_id,
        "option_id": inbound.option_id,
        "key": inbound.key,
        "latitude": inbound.latitude,
        "longitude": inbound.longitude,
        "platform_type": inbound.platform_type or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


async def _already_there(session: AsyncSession, dedupe_key: str) -> Received:
    row = (
        await session.execute(
            select(Message.id, Message.contact_id, Turn.id)
            .outerjoin(Turn, Turn.message_id == Message.id)
            .where(Message.dedupe_key == dedupe_key)
        )
    ).one()
    return Received(row[0], row[1], row[2], is_new=False)


async def _queue_turn(
    session: AsyncSession,
    message: Message,
    turn_id: UUID,
    owner_epoch: int,
    lease: timedelta | None,
) -> Turn:
    """Running at once when nothing of this person is open, else behind what is."""
    is_open = await session.scalar(
        select(exists().where(Turn.contact_id == message.contact_id, Turn.state != TurnState.done))
    )
    turn = Turn(
        id=turn_id,
        contact_id=message.contact_id,
        message_id=message.id,
        owner_epoch=owner_epoch,
        state=TurnState.queued,
        attempts=0,
        apologized=False,
        created_at=utc_now(),
    )
    if lease is not None and not is_open:
        turn.state, turn.attempts, turn.lease_until = TurnState.running, 1, utc_now() + lease
    session.add(turn)
    await session.flush()
    return turn
