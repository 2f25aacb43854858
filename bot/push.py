"""Where the backend hands over what the platform must do: deliver, fetch, make a code."""

import hmac
import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from backend.contracts.errors import ErrorBody, ErrorCode
from backend.contracts.messages import (
    DeliveryResult,
    DeliveryStatus,
    OutboundPush,
    QrCode,
    QrCodeRequest,
    TypingPush,
)
from backend.contracts.notices import NoticePush
from backend.contracts.pages import JsapiSignature, JsapiSignatureRequest
from bot import logs
from bot.services import Services, services_of
from bot.wechat.errors import ApiError, ApiRefused, ErrorClass
from bot.wechat.media import MediaElsewhere, MediaGone, MediaTooLarge

logger = logging.getLogger(__name__)


class Unauthenticated(Exception):
    """The bearer token is missing or wrong."""


def require_internal_token(request: Request) -> None:
    expected = services_of(request).settings.internal_api_token.get_secret_value()
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Unauthenticated


router = APIRouter(prefix="/push", dependencies=[Depends(require_internal_token)])
SharedServices = Annotated[Services, Depends(services_of)]


@router.post("/messages")
async def deliver(push: OutboundPush, services: SharedServices) -> DeliveryResult:
    """Always 200 with what became of it; the outbox decides what follows.

    Idempotent by the bubble's ids: asked again, nothing is sent twice.
    """
    result = await services.once.deliver(push)
    log = logs.info if result.status is DeliveryStatus.accepted else logs.warning
    log(
        logger,
        "bubble pushed",
        ids=push.bubble.ids,
        status=result.status.value,
        reason=result.reason,
        errcode=result.errcode,
    )
    return result


@router.post("/notices")
async def notify(push: NoticePush, services: SharedServices) -> DeliveryResult:
    """Also always 200; whether the person got it, the platform tells later by an event."""
    result = await services.deliverer.notify(push)
    log = logs.info if result.status is DeliveryStatus.accepted else logs.warning
    log(logger, "notice pushed", id=push.push_id, status=result.status.value, reason=result.reason)
    return result


@router.post("/typing", status_code=204)
async def show_typing(push: TypingPush, services: SharedServices) -> None:
    await services.wechat.typing(push.openid)


@router.post("/jsapi-signature")
async def sign_page(page: JsapiSignatureRequest, services: SharedServices) -> JsapiSignature:
    return await services.pages.sign(page.url)


@router.get("/media/{media_id}")
async def media(media_id: str, services: SharedServices) -> Response:
    """The file as it was sent, straight through: nothing is stored here."""
    found = await services.wechat.get_media(media_id)
    return Response(found.content, media_type=found.content_type)


@router.get("/videos/{media_id}")
async def video(media_id: str, services: SharedServices) -> Response:
    """As `media`; the platform keeps videos at another address."""
    found = await services.wechat.get_video(media_id)
    return Response(found.content, media_type=found.content_type)


@router.post("/qrcodes")
async def create_qrcode(wanted: QrCodeRequest, services: SharedServices) -> QrCode:
    return await services.wechat.create_qrcode(wanted.scene)


def unauthenticated(request: Request, problem: Exception) -> Response:
    return _error(401, ErrorCode.unauthenticated)


def media_too_large(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, MediaTooLarge)
    return _error(413, ErrorCode.photo_too_large, most_megabytes=problem.most_bytes // 1024**2)


def not_here(request: Request, problem: Exception) -> Response:
    return _error(404, ErrorCode.not_found)


def platform_failed(request: Request, problem: Exception) -> Response:
    """404 for media the platform no longer has, 502 for another no, 503 for no answer."""
    if not isinstance(problem, ApiRefused):
        logs.warning(logger, "platform away", problem=type(problem).__name__)
        return _error(503, ErrorCode.internal)
    if problem.error_class is ErrorClass.media_gone:
        return _error(404, ErrorCode.not_found, errcode=problem.errcode)
    return _error(502, ErrorCode.internal, errcode=problem.errcode)


def _error(status: int, code: ErrorCode, **data: object) -> Response:
    return JSONResponse(ErrorBody(code=code, data=data).model_dump(mode="json"), status)


EXCEPTION_HANDLERS = {
    Unauthenticated: unauthenticated,
    MediaTooLarge: media_too_large,
    MediaElsewhere: not_here,
    MediaGone: not_here,
    ApiError: platform_failed,
}
