"""An inbound message becomes durable here, once, before anybody thinks about it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.messages import InboundKind, InboundMessage
from backend.conversations.hot_sql import QUEUE_TURN, RECORD_MESSAGE
from backend.conversations.models import Message, PrivateValue, Turn
from backend.conversations.options import stored
from backend.conversations.placeholders import PrivatePart, take_out
from backend.conversations.turn_store import Begun, Claimed, Words, as_claimed
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
    message_id, turn_id = uuid4(), None if inbound.kind is InboundKind.unfollow else uuid4()
    text, parts = take_out(inbound.text)
    data = _details(inbound)
    values = {
        **_learned(inbound),
        "id": uuid4(),
        "openid": inbound.openid,
        "now": utc_now(),
        "message_id": message_id,
        "kind": inbound.kind.value,
        "text": text,
        "data": data,
        "dedupe_key": inbound.dedupe_key,
        "turn_id": turn_id,
        "sent_at": inbound.sent_at,
    }
    row = (await session.execute(RECORD_MESSAGE, values)).one()
    contact_id, owner, owner_epoch, seq, last = row
    if seq is None:
        return await _already_there(session, inbound.dedupe_key)
    _keep_private(session, keyring, contact_id, parts)
    if turn_id is None:
        return Received(message_id, contact_id, None, is_new=True)
    begins = await _queue_turn(session, contact_id, message_id, turn_id, owner_epoch, lease)
    claimed = None
    if begins:
        claimed = await as_claimed(
            session,
            Begun(turn_id, contact_id, message_id, 1, owner_epoch),
            Words(seq, inbound.kind.value, text, data, None),
            owner=owner,
            current=stored(last["options"]) if last else [],
        )
    return Received(message_id, contact_id, turn_id, is_new=True, claimed=claimed)


def _learned(inbound: InboundMessage) -> dict[str, object]:
    """What this delivery tells about the contact; None leaves what was known."""
    follows = inbound.kind is InboundKind.follow
    learned: dict[str, object] = {
        "follows": follows,
        "followed_at": inbound.sent_at if follows else None,
        "unfollowed_at": inbound.sent_at if inbound.kind is InboundKind.unfollow else None,
        "scene": None,
        "county_code": None,
    }
    if inbound.kind in {InboundKind.follow, InboundKind.scan} and inbound.key:
        learned["scene"] = inbound.key[:64]
        code = inbound.key.removeprefix(_COUNTY_SCENE)
        if inbound.key.startswith(_COUNTY_SCENE) and places.county_by_code(code):
            learned["county_code"] = code
    return learned


def _keep_private(
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
    contact_id: UUID,
    message_id: UUID,
    turn_id: UUID,
    owner_epoch: int,
    lease: timedelta | None,
) -> bool:
    """True when it begins at once: nothing of this person is open, and the caller runs it."""
    now = utc_now()
    values = {
        "turn_id": turn_id,
        "contact_id": contact_id,
        "message_id": message_id,
        "owner_epoch": owner_epoch,
        "now": now,
        "runs": lease is not None,
        "lease_until": now + lease if lease is not None else None,
    }
    return bool(await session.scalar(QUEUE_TURN, values))
