"""`/wechat`: the address the platform knows. Answers in time, in the mode it was asked."""

import asyncio
import logging
import time
from dataclasses import dataclass
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import ValidationError
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect

from backend.contracts.messages import Bubble
from bot import logs
from bot.services import Services, services_of
from bot.wechat import inbound, outbound, xml
from bot.wechat.crypto import BadSignature, Cipher, Undecryptable, check_signature

logger = logging.getLogger(__name__)
router = APIRouter()

MAX_BODY_BYTES = 1024 * 1024


class BodyTooLarge(Exception):
    """More than MAX_BODY_BYTES; the rest was not read."""


_REFUSALS: dict[type[Exception], tuple[int, str]] = {
    BadSignature: (403, "bad_signature"),
    BodyTooLarge: (413, "too_large"),
    xml.MalformedXml: (400, "malformed_xml"),
    inbound.MalformedMessage: (400, "malformed_message"),
    ValidationError: (400, "malformed_message"),
    Undecryptable: (400, "undecryptable"),
    ClientDisconnect: (400, "disconnected"),
    TimeoutError: (408, "too_slow"),
}


@dataclass(frozen=True)
class Verified:
    """A verified push; `cipher` is None for a plain one."""

    delivery: inbound.Delivery
    cipher: Cipher | None


@router.get("/wechat")
async def verify(request: Request) -> Response:
    """The platform checks who lives here; the echo is plain text even in secure mode."""
    try:
        _check_plain(request)
    except BadSignature as problem:
        return _refusal(problem)
    return PlainTextResponse(request.query_params.get("echostr", ""))


@router.post("/wechat")
async def receive(request: Request) -> Response:
    started = asyncio.get_running_loop().time()
    services = services_of(request)
    try:
        async with asyncio.timeout_at(started + services.settings.reply_deadline):
            push = await _open(request, services)
    except tuple(_REFUSALS) as problem:
        return _refusal(problem)
    try:
        return await _answer(request, services, push, started)
    except Exception:
        # Unconfirmed, so the outbox will say it; the platform must not hear of our bug.
        logs.error(logger, "passive reply failed", exc_info=True)
        return _acknowledgement()


async def _open(request: Request, services: Services) -> Verified:
    """`signature` proves a plain body, `msg_signature` an encrypted one; neither stands in."""
    says_encrypted = request.query_params.get("encrypt_type", "raw") not in {"", "raw"}
    if not says_encrypted:
        _check_plain(request)
    fields = xml.read(await _body(request))
    encrypt = fields.get("Encrypt")
    # In compatible mode the plain fields come along; only what is in the envelope counts.
    if not says_encrypted and encrypt is None:
        if services.settings.wechat_require_encryption:
            raise BadSignature
        return Verified(inbound.delivery_from(fields), None)
    _check_encrypted(request, encrypt)
    envelope = services.envelopes.open(encrypt or "")
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
    bubble = await services.relay.receive(message, started)
    if bubble is None or await request.is_disconnected():
        return _acknowledgement()
    texts = outbound.as_texts(bubble)
    if not texts:
        return _acknowledgement()
    first, *rest = texts
    reply = xml.text_reply(
        to=delivery.openid, account=delivery.account, created_at=int(time.time()), text=first
    )
    if push.cipher is not None:
        reply = services.envelopes.seal(reply, push.cipher)
    if not services.once.may_say_passively(bubble):
        return _acknowledgement()
    after = BackgroundTask(_after_reply, services, delivery.openid, bubble, rest)
    return Response(reply, media_type="application/xml", background=after)


async def _after_reply(services: Services, openid: str, bubble: Bubble, rest: list[str]) -> None:
    """The platform takes one passive message; what did not fit follows as customer service."""
    if bubble.ids:
        await services.relay.confirm(bubble.ids)
    if rest:
        result = await services.deliverer.send_texts(openid, rest)
        logs.info(logger, "rest of a reply sent", ids=bubble.ids, status=result.status.value)


def _check_plain(request: Request) -> None:
    query = request.query_params
    check_signature(query.get("signature"), _token(request), *_stamp(request))


def _check_encrypted(request: Request, encrypt: str | None) -> None:
    query = request.query_params
    check_signature(query.get("msg_signature"), _token(request), *_stamp(request), encrypt)


def _token(request: Request) -> str:
    return services_of(request).settings.wechat_token.get_secret_value()


def _stamp(request: Request) -> tuple[str | None, str | None]:
    return request.query_params.get("timestamp"), request.query_params.get("nonce")


async def _body(request: Request) -> bytes:
    """Stops reading at the limit, so a liar about Content-Length gains nothing."""
    announced = request.headers.get("Content-Length", "0")
    if announced.isdecimal() and int(announced) > MAX_BODY_BYTES:
        raise BodyTooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge
    return bytes(body)


def _acknowledgement() -> Response:
    """Never encrypted, whatever the mode."""
    return PlainTextResponse("success")


def _refusal(problem: Exception) -> Response:
    status, name = next(answer for kind, answer in _REFUSALS.items() if isinstance(problem, kind))
    error_id = uuid4().hex
    logs.warning(logger, "push refused", error_id=error_id, status=status, reason=name)
    return JSONResponse({"error": name, "id": error_id}, status_code=status)
