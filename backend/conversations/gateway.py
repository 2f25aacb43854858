"""The client of our own `bot`: photos in, customer-service messages and QR codes out."""

import httpx

from backend.contracts.errors import ErrorCode
from backend.contracts.messages import (
    DeliveryResult,
    DeliveryStatus,
    OutboundPush,
    QrCode,
    QrCodeRequest,
)
from backend.errors import Refused

# The platform has forgotten the photo, or it is larger than we take: asking again changes nothing.
_NEVER = {404: ErrorCode.photo_missing, 413: ErrorCode.photo_too_large}


class GatewayUnavailable(Exception):
    """The bot could not be reached; nothing was sent."""


class Gateway:
    """Bearer-authenticated calls to `BOT_URL/push`."""

    def __init__(self, bot_url: str, token: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=bot_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(15.0, connect=2.0),
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def deliver(self, push: OutboundPush) -> DeliveryResult:
        """A time-out after sending is `uncertain`: the platform may have taken it."""
        try:
            response = await self._http.post(
                "/push/messages",
                content=push.model_dump_json(),
                headers={"Content-Type": "application/json"},
            )
        except httpx.ConnectError:
            return DeliveryResult(status=DeliveryStatus.retry, reason="gateway_unreachable")
        except httpx.HTTPError:
            return DeliveryResult(status=DeliveryStatus.uncertain, reason="gateway_timeout")
        if response.is_success:
            return DeliveryResult.model_validate_json(response.content)
        return DeliveryResult(status=DeliveryStatus.retry, reason=f"http_{response.status_code}")

    async def fetch_media(self, media_id: str) -> bytes:
        """The photo's bytes. Raises Refused (photo_missing, photo_too_large) or GatewayUnavailable."""
        try:
            response = await self._http.get(f"/push/media/{media_id}")
        except httpx.HTTPError as error:
            raise GatewayUnavailable(type(error).__name__) from error
        if response.is_success:
            return response.content
        if response.status_code in _NEVER:
            raise Refused(_NEVER[response.status_code])
        raise GatewayUnavailable(f"media {response.status_code}")

    async def create_qr_code(self, scene: str) -> QrCode:
        try:
            response = await self._http.post(
                "/push/qrcodes", json=QrCodeRequest(scene=scene).model_dump()
            )
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise GatewayUnavailable(type(error).__name__) from error
        return QrCode.model_validate_json(response.content)
