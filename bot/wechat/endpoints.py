"""`/wechat`: the address the platform knows. Answers in time, in the mode it was asked."""

import asyncio
import logging
import time
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.background import BackgroundTask

from backend.contracts.handling import is_answered
from backend.contracts.messages import Bubble, InboundMessage
from bot import logs
from bot.floods import Pace
from bot.services import Services, services_of
from bot.wechat import inbound, outbound, xml
from bot.wechat.body import body_of
from bot.wechat.crypto import BadSignature, Cipher
from bot.wechat.refusals import REFUSALS

logger = logging.getLogger(__name__)
router = APIRouter()

READ_IN_ORDER = Bubble(ids=[], text="您发得有点快，都收到了，会一条一条看，不用重发。")


@dataclass(frozen=True)
class Verified:
    """A verified push; `cipher` is None for a plain one."""

    delivery: inbound.Delivery
    cipher: Cipher | None


@router.get("/wechat")
async def verify(request: Request) -> Response:
    """The platform checks who lives here; the echo is plain text even in secure mode."""
    services = services_of(request)
    try:
        services.gate.verify(request.query_params)
    except BadSignature as problem:
        return services.refusals.answer(problem)
    return PlainTextResponse(request.query_params.get("echostr", ""))


@router.post("/wechat")
async def receive(request: Request) -> Response:
    started = asyncio.get_running_loop().time()
    services = services_of(request)
    try:
        async with asyncio.timeout_at(started + services.settings.reply_deadline):
            push = await _open(request, services)
    except REFUSALS as problem:
        return services.refusals.answer(problem)
    try:
        return await _answer(request, services, push, started)
    except Exception:
        # Unconfirmed, so the outbox will say it; the platform must not hear of our bug.
        logs.error(logger, "passive reply failed", exc_info=True)
        return _acknowledgement()


async def _open(request: Request, services: Services) -> Verified:
    """A stranger is turned away before the body is read: a flood of them must stay cheap."""
    gate, query = services.gate, request.query_params
    stamp = gate.admit(query)
    body = await body_of(request)
    fields = xml.read(body)
    encrypt = fields.get("Encrypt")
    # In compatible mode the plain fields come along; only what is in the envelope counts.
    if encrypt is None and query.get("encrypt_type", "raw") in {"", "raw"}:
        if services.settings.wechat_require_encryption:
            raise BadSignature
        gate.remember(stamp, body)
        return Verified(inbound.delivery_from(fields), None)
    gate.check_envelope(query, encrypt)
    envelope = services.envelopes.open(encrypt or "")
    gate.remember(stamp, envelope.text)
    return Verified(inbound.delivery_from(xml.read(envelope.text)), envelope.cipher)


async def _answer(request: Request, services: Services, push: Verified, started: float) -> Response:
    delivery = push.delivery
    message = delivery.to_record
    if message is None:
        logs.info(
            logger,
            "acknowledged only",
            delivery=logs.delivery_id(delivery.dedupe_key),
            platform_type=delivery.platform_type,
        )
        return _acknowledgement()
    bubble = await _received(services, message, started)
    if bubble is None or await request.is_disconnected():
        return _acknowledgement()
    texts = outbound.as_texts(bubble)
    if len(texts) != 1:  # too long after all: without a receipt the outbox will say it, counted
        return _acknowledgement()
    reply = xml.text_reply(
        to=delivery.openid, account=delivery.account, created_at=int(time.time()), text=texts[0]
    )
    if push.cipher is not None:
        reply = services.envelopes.seal(reply, push.cipher)
    if not services.once.may_say_passively(bubble):
        return _acknowledgement()
    after = BackgroundTask(_after_reply, services, bubble)
    return Response(reply, media_type="application/xml", background=after)


async def _received(services: Services, message: InboundMessage, started: float) -> Bubble | None:
    """Recorded whatever the pace; too fast, the person hears once that we read in order."""
    pace = Pace.usual
    if is_answered(message.kind):
        pace = services.floods.pace_of(message.openid, message.dedupe_key)
    bubble = await services.relay.receive(message, started, waits=pace is Pace.usual)
    if pace is Pace.just_too_fast:
        logs.warning(logger, "flood", delivery=logs.delivery_id(message.dedupe_key))
        return bubble or READ_IN_ORDER
    return bubble


async def _after_reply(services: Services, bubble: Bubble) -> None:
    services.once.said_passively(bubble)
    if bubble.ids:
        await services.relay.confirm(bubble.ids)


def _acknowledgement() -> Response:
    """Never encrypted, whatever the mode."""
    return PlainTextResponse("success")
