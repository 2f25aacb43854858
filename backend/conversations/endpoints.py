"""`/v1`: messages from the bot, hand-offs from the dialogue."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from backend.contracts.danger import Danger, DangerHeard, DangerWords
from backend.contracts.joining import HandoffReceipt, HandoffRequest
from backend.contracts.messages import (
    BatchOutcome,
    Bubble,
    InboundBatch,
    InboundMessage,
    InboundOutcome,
    InboundStatus,
    MessageReceipt,
)
from backend.conversations import danger, handoffs, outbox, receiving, turn_store
from backend.conversations.bubbles import Said, as_bubble
from backend.conversations.speaking import Speaker
from backend.conversations.turns import TurnRunner
from backend.conversations.typing import TypingIndicator
from backend.database import Database, Session
from backend.privacy.keyring import Keyring

router = APIRouter(prefix="/v1")


async def _runner(request: Request) -> TurnRunner:
    return cast(TurnRunner, request.app.state.turns)


@router.post("/inbound")
async def receive(
    request: Request, inbound: InboundMessage, turns: Annotated[TurnRunner, Depends(_runner)]
) -> InboundOutcome:
    """Record, then wait up to `wait_seconds` for the answer. A retry joins the running turn.

    Commits before it thinks, so it does not use the request's transaction.
    """
    database: Database = request.app.state.database
    keyring: Keyring = request.app.state.keyring
    async with database.transaction() as session:
        received = await receiving.record_inbound(
            session,
            keyring,
            inbound,
            lease=turns.dispatcher.free_lease if inbound.wait_seconds > 0 else None,
        )
    if received.turn_id is None:
        return InboundOutcome(message_id=received.message_id, status=InboundStatus.nothing)
    if not received.is_new:
        async with database.transaction() as session:
            said = await turn_store.stored_answer(session, received.turn_id)
        if said is not None:
            return _outcome(received.message_id, await _spoken(request, received.contact_id, said))
    typing: TypingIndicator = request.app.state.services.typing
    with typing.while_waiting(inbound.openid, inbound.kind):
        answer = await turns.answer_within(received.turn_id, inbound.wait_seconds, received.claimed)
    if answer is None:
        return InboundOutcome(message_id=received.message_id, status=InboundStatus.later)
    return _outcome(received.message_id, answer.bubble)


@router.post("/inbound/batch")
async def record(
    request: Request, batch: InboundBatch, turns: Annotated[TurnRunner, Depends(_runner)]
) -> BatchOutcome:
    """Record all or none; the answers follow as customer-service messages, oldest first."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        received = await receiving.record_all(session, request.app.state.keyring, batch.messages)
    turns.dispatcher.queued()
    pairs = zip(batch.messages, received, strict=True)
    return BatchOutcome(known=[sent.dedupe_key for sent, each in pairs if not each.is_new])


async def _spoken(request: Request, contact_id: UUID, said: list[Said]) -> Bubble | None:
    speaker: Speaker = request.app.state.services.speaker
    return await speaker.spoken(contact_id, as_bubble(said)) if said else None


def _outcome(message_id: UUID, bubble: Bubble | None) -> InboundOutcome:
    status = InboundStatus.answered if bubble else InboundStatus.nothing
    return InboundOutcome(message_id=message_id, status=status, bubble=bubble)


@router.post("/outbound/passive-receipts", status_code=204)
async def confirm_passive(session: Session, receipt: MessageReceipt) -> None:
    """The bot wrote a passive reply to the platform."""
    await outbox.confirm_passive(session, receipt.ids)


@router.post("/contacts/{contact_id}/handoffs")
async def request_handoff(
    request: Request, session: Session, contact_id: UUID, wish: HandoffRequest
) -> HandoffReceipt:
    """转人工; also for red lines and for what no feature handles yet."""
    receipt = await handoffs.request(session, contact_id, reason=wish.reason)
    notices_url: str = request.app.state.notices_url
    return receipt.model_copy(update={"notices_url": notices_url})


@router.get("/contacts/{contact_id}/danger")
async def danger_of(session: Session, contact_id: UUID) -> Danger | None:
    """Whether they told of danger lately, and nobody has closed it."""
    return await danger.danger_of(session, contact_id)


@router.post("/contacts/{contact_id}/danger/words")
async def hear_in_danger(
    session: Session, contact_id: UUID, words: DangerWords
) -> DangerHeard | None:
    """What they say next; a place brings the alarm to the union of that place."""
    return await danger.hear(session, contact_id, words)
