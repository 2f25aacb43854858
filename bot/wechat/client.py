"""The platform's API, as much of it as we use: one client, one bounded retry, named failures."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from backend.contracts.messages import QrCode
from backend.contracts.notices import NoticePush
from bot import logs
from bot.wechat import wire
from bot.wechat.errors import ApiError, ApiRefused, ApiUncertain, ApiUnreachable, ErrorClass, Remedy
from bot.wechat.media import Media, MediaElsewhere, read_capped
from bot.wechat.token import AccessTokens
from bot.wechat.videos import Videos
from bot.wechat.xml import clean

logger = logging.getLogger(__name__)

MAX_MEDIA_BYTES = 10 * 1024 * 1024
MAX_VIDEO_BYTES = 20 * 1024 * 1024
# That much memory each; more at once would be felt by everybody else.
_DOWNLOADS_AT_ONCE = 4
# Apart from the others: a photo need not wait for somebody's slow video.
_VIDEOS_AT_ONCE = 2
# Below the patience of who asked, who would otherwise never learn what became of it; waiting counts.
_VIDEO_SECONDS = 45.0
_NO_MENU = 46003


class WeChatClient:
    """Raises ApiRefused, ApiUnreachable or ApiUncertain; a caller decides what that means."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        tokens: AccessTokens,
        videos: Videos | None = None,
    ) -> None:
        """`videos` goes to other hosts than the platform's API; without it none is fetched there."""
        self._http = http
        self._tokens = tokens
        self._videos = videos
        self._downloads = asyncio.Semaphore(_DOWNLOADS_AT_ONCE)
        self._video_downloads = asyncio.Semaphore(_VIDEOS_AT_ONCE)

    async def authorize(self) -> None:
        """Have a token at hand. Raises ApiRefused or ApiUnreachable."""
        await self._token(self._tokens.current())

    async def send_text(self, openid: str, text: str) -> None:
        await self._send(openid, {"msgtype": "text", "text": {"content": text}})

    async def send_menu(self, openid: str, menu: dict[str, object]) -> None:
        await self._send(openid, {"msgtype": "msgmenu", "msgmenu": menu})

    async def send_photo(self, openid: str, media_id: str) -> None:
        await self._send(openid, {"msgtype": "image", "image": {"media_id": media_id}})

    async def upload_photo(self, content: bytes) -> str:
        """The id of a temporary medium, good for three days. Nobody sees anything of it yet."""
        is_png = content.startswith(b"\x89PNG")
        named = ("photo.png", "image/png") if is_png else ("photo.jpg", "image/jpeg")
        files = {"media": (named[0], content, named[1])}

        async def call(token: str) -> dict[str, Any]:
            params = {"access_token": token, "type": "image"}
            return await wire.exchange(
                self._http, "POST", "/cgi-bin/media/upload", params=params, files=files
            )

        media_id = (await self._with_token(call)).get("media_id")
        if not media_id:
            raise ApiUncertain("an upload without an id")
        return str(media_id)

    async def send_subscribe_notice(self, notice: NoticePush) -> str:
        """One-off: uses up one opt-in. The platform's id of it, where it tells one."""
        body = {**_addressed(notice), **({"page": notice.url} if notice.url else {})}
        return _id_in(await self._post("/cgi-bin/message/subscribe/bizsend", body))

    async def send_template_message(self, notice: NoticePush) -> str:
        """With our own id the platform sends it once within ten minutes, however often asked."""
        body = {**_addressed(notice), "client_msg_id": notice.push_id}
        if notice.url:
            body["url"] = notice.url
        return _id_in(await self._post("/cgi-bin/message/template/send", body))

    async def jsapi_ticket(self) -> tuple[str, int]:
        """With the seconds it is good for."""

        async def call(token: str) -> dict[str, Any]:
            params = {"access_token": token, "type": "jsapi"}
            return await wire.exchange(
                self._http, "GET", "/cgi-bin/ticket/getticket", params=params
            )

        answer = await self._with_token(call)
        return str(answer["ticket"]), int(answer["expires_in"])

    async def typing(self, openid: str) -> None:
        """A courtesy: what the platform thinks of it changes nothing."""
        body = {"touser": openid, "command": "Typing"}
        try:
            await self._post("/cgi-bin/message/custom/typing", body)
        except ApiError as problem:
            logs.info(logger, "typing not shown", problem=type(problem).__name__)

    async def create_menu(self, menu: dict[str, Any]) -> None:
        await self._post("/cgi-bin/menu/create", menu)

    async def get_menu(self) -> dict[str, Any] | None:
        """`{"button": […]}` as people see it; None when the account has no menu."""
        try:
            answer = await self._get("/cgi-bin/menu/get")
        except ApiRefused as refusal:
            if refusal.errcode == _NO_MENU:
                return None
            raise
        menu: dict[str, Any] = answer["menu"]
        return menu

    async def create_qrcode(self, scene: str) -> QrCode:
        """Permanent; there are 100 000 of them per account."""
        body = {
            "action_name": "QR_LIMIT_STR_SCENE",
            "action_info": {"scene": {"scene_str": scene}},
        }
        answer = await self._post("/cgi-bin/qrcode/create", body)
        return QrCode(ticket=str(answer["ticket"]), url=str(answer["url"]))

    async def get_media(self, media_id: str) -> Media:
        """Refusals come as JSON with status 200 in place of the file."""
        async with self._downloads:
            return await self._with_token(lambda token: self._download(token, media_id))

    async def get_video(self, media_id: str) -> Media:
        """What lies at the address the platform tells."""
        try:
            async with asyncio.timeout(_VIDEO_SECONDS), self._video_downloads:
                return await self._video(media_id)
        except TimeoutError:
            raise ApiUncertain("a video takes too long") from None

    async def _send(self, openid: str, message: dict[str, object]) -> None:
        await self._post("/cgi-bin/message/custom/send", {"touser": openid, **message})

    async def _get(self, path: str) -> dict[str, Any]:
        async def call(token: str) -> dict[str, Any]:
            return await wire.exchange(self._http, "GET", path, params={"access_token": token})

        return await self._with_token(call)

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async def call(token: str) -> dict[str, Any]:
            params = {"access_token": token}
            return await wire.exchange(self._http, "POST", path, body=body, params=params)

        return await self._with_token(call)

    async def _with_token[T](self, call: Callable[[str], Awaitable[T]]) -> T:
        """A rejected token is replaced once; a second rejection is the answer."""
        token = await self._token(self._tokens.current())
        try:
            return await call(token)
        except ApiRefused as refusal:
            _log(refusal)
            if refusal.error_class is not ErrorClass.token:
                raise
        token = await self._token(self._tokens.instead_of(token))
        try:
            return await call(token)
        except ApiRefused as refusal:
            _log(refusal)
            raise

    async def _token(self, token: Awaitable[str]) -> str:
        """Whatever goes wrong here, the call itself was never made."""
        try:
            return await token
        except ApiUncertain as problem:
            raise ApiUnreachable(f"token: {problem}") from None
        except ApiRefused as refusal:
            _log(refusal)
            raise

    async def _download(self, token: str, media_id: str) -> Media:
        params = {"access_token": token, "media_id": media_id}
        try:
            async with self._http.stream("GET", "/cgi-bin/media/get", params=params) as response:
                content = await read_capped(response.aiter_bytes(), MAX_MEDIA_BYTES)
        except wire.NEVER_SENT as problem:
            raise ApiUnreachable(type(problem).__name__) from None
        except httpx.HTTPError as problem:
            raise ApiUncertain(type(problem).__name__) from None
        content_type = response.headers.get("Content-Type", "application/octet-stream")
        if not response.is_success or content.lstrip()[:1] == b"{":
            answer = wire.answer_in(response.status_code, content)
            if "video_url" in answer:
                raise MediaElsewhere(str(answer["video_url"]))
            raise ApiUncertain("JSON in place of a file")
        return Media(content, content_type)

    async def _video(self, media_id: str) -> Media:
        try:
            return await self._with_token(lambda token: self._download(token, media_id))
        except MediaElsewhere as elsewhere:
            if self._videos is None:
                raise
            return await self._videos.at(elsewhere.url, MAX_VIDEO_BYTES)


def _addressed(notice: NoticePush) -> dict[str, Any]:
    data = {name: {"value": clean(value)} for name, value in notice.fields.items()}
    return {"touser": notice.openid, "template_id": notice.template_id, "data": data}


def _id_in(answer: dict[str, Any]) -> str:
    return str(answer.get("msgid") or "")


def _log(refusal: ApiRefused) -> None:
    serious = refusal.remedy is Remedy.alert or refusal.error_class is ErrorClass.rejected
    log = logs.error if serious else logs.warning
    log(
        logger,
        "platform refused",
        errcode=refusal.errcode,
        error_class=refusal.error_class.value,
        rid=refusal.rid,
    )
