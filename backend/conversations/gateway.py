"""The client of our own `bot`: photos in; messages, QR codes and the menu out."""

from urllib.parse import quote

from pydantic import BaseModel

from backend.contracts.errors import ErrorBody, ErrorCode
from backend.contracts.http import Answer, HttpClient, NoAnswer
from backend.contracts.menu import MenuOrder, MenuState
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
from backend.errors import Refused

# Longer than the bot gives a video, which thus always says what became of it.
_VIDEO_SECONDS = 60.0
# The platform has forgotten the photo, or it is larger than we take: asking again changes nothing.
_NEVER = {404: ErrorCode.photo_missing, 413: ErrorCode.photo_too_large}


class GatewayUnavailable(Exception):
    """The bot could not be reached, or did not answer."""


class PlatformRefused(Exception):
    """WeChat said no. `errcode` is its number for why."""

    def __init__(self, errcode: int) -> None:
        super().__init__(str(errcode))
        self.errcode = errcode


class Gateway:
    """Bearer-authenticated calls to `BOT_URL/push`."""

    def __init__(self, bot_url: str, token: str) -> None:
        self._bot_url = bot_url
        self._http = HttpClient(timeout=15.0, headers={"Authorization": f"Bearer {token}"})

    async def close(self) -> None:
        await self._http.close()

    async def deliver(self, push: OutboundPush) -> DeliveryResult:
        """Without an answer it is `retry`: the bot says a message once, however often it is asked."""
        try:
            answer = await self._post("/push/messages", push)
        except GatewayUnavailable as problem:
            return DeliveryResult(status=DeliveryStatus.retry, reason=f"gateway: {problem}")
        if answer.is_success:
            return DeliveryResult.model_validate_json(answer.body)
        return DeliveryResult(status=DeliveryStatus.retry, reason=f"http_{answer.status}")

    async def notify(self, push: NoticePush) -> DeliveryResult:
        """Without an answer it is `uncertain`: a notice is not worth saying twice."""
        try:
            answer = await self._post("/push/notices", push)
        except GatewayUnavailable as problem:
            return DeliveryResult(status=DeliveryStatus.uncertain, reason=f"gateway: {problem}")
        if answer.is_success:
            return DeliveryResult.model_validate_json(answer.body)
        return DeliveryResult(status=DeliveryStatus.retry, reason=f"http_{answer.status}")

    async def show_typing(self, openid: str) -> None:
        """What the platform thinks of it changes nothing."""
        await self._post("/push/typing", TypingPush(openid=openid))

    async def sign_page(self, url: str) -> JsapiSignature:
        """What the page at `url` needs for WeChat's JS-SDK."""
        answer = await self._post("/push/jsapi-signature", JsapiSignatureRequest(url=url))
        if not answer.is_success:
            raise GatewayUnavailable(f"jsapi-signature {answer.status}")
        return JsapiSignature.model_validate_json(answer.body)

    async def fetch_media(self, media_id: str) -> bytes:
        """The photo's bytes. Raises Refused (photo_missing, photo_too_large) or GatewayUnavailable."""
        answer = await self._call("GET", f"/push/media/{quote(media_id, safe='')}")
        if answer.is_success:
            return answer.body
        if answer.status in _NEVER:
            raise Refused(_NEVER[answer.status])
        raise GatewayUnavailable(f"media {answer.status}")

    async def fetch_video(self, media_id: str) -> bytes:
        """As `fetch_media`, for a file that takes its time."""
        path = f"/push/videos/{quote(media_id, safe='')}"
        answer = await self._call("GET", path, seconds=_VIDEO_SECONDS)
        if answer.is_success:
            return answer.body
        if answer.status in _NEVER:
            raise Refused(ErrorCode.video_unusable, str(answer.status))
        raise GatewayUnavailable(f"video {answer.status}")

    async def create_qr_code(self, scene: str) -> QrCode:
        """Raises PlatformRefused or GatewayUnavailable."""
        answer = await self._asked("POST", "/push/qrcodes", QrCodeRequest(scene=scene))
        return QrCode.model_validate_json(answer.body)

    async def menu(self) -> MenuState:
        answer = await self._asked("GET", "/push/menu")
        return MenuState.model_validate_json(answer.body)

    async def publish_menu(self, fingerprint: str) -> None:
        """Raises Refused when the configured menu changed or is unfit, or as create_qr_code does."""
        await self._asked("POST", "/push/menu", MenuOrder(fingerprint=fingerprint))

    async def _asked(self, method: str, path: str, body: BaseModel | None = None) -> Answer:
        content = body.model_dump_json().encode() if body is not None else None
        answer = await self._call(method, path, content)
        if answer.is_success:
            return answer
        if answer.status in {409, 422}:
            raise Refused(ErrorBody.model_validate_json(answer.body).code)
        if answer.status == 502:
            data = ErrorBody.model_validate_json(answer.body).data
            raise PlatformRefused(int(data.get("errcode", 0)))
        raise GatewayUnavailable(f"{path} {answer.status}")

    async def _post(self, path: str, body: BaseModel) -> Answer:
        return await self._call("POST", path, body.model_dump_json().encode())

    async def _call(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        *,
        seconds: float | None = None,
    ) -> Answer:
        try:
            return await self._http.request(method, self._bot_url + path, content, seconds=seconds)
        except NoAnswer as error:
            raise GatewayUnavailable(type(error).__name__) from error
