"""A bubble to a person as customer-service messages; says honestly what became of it."""

import asyncio
import logging
from dataclasses import dataclass

from backend.contracts.messages import Bubble, DeliveryResult, DeliveryStatus, OutboundPush
from backend.contracts.notices import NoticeChannel, NoticePush
from bot import logs
from bot.wechat import outbound
from bot.wechat.client import WeChatClient
from bot.wechat.errors import ApiError, ApiRefused, ApiUnreachable, ErrorClass
from bot.wechat.xml import clean

logger = logging.getLogger(__name__)

# Accounts without msgmenu answer one of these; some verified ones do too.
_NO_MENU = {40200, 48001}
_PAUSES_BETWEEN_TRIES = (0.3, 1.0)
# Of an upload the person sees nothing: whatever became of it, it may be done again.
_UPLOAD_AGAIN = DeliveryResult(status=DeliveryStatus.retry, reason="upload_failed")


@dataclass(frozen=True)
class Ready:
    """A message that only needs to be said; `media_id` of its photo, which the platform has."""

    openid: str
    bubble: Bubble
    media_id: str | None = None


class Deliverer:
    """Remembers that the account has no msgmenu once the same bubble got through as text."""

    def __init__(self, wechat: WeChatClient) -> None:
        self._wechat = wechat
        self._has_menus = True

    async def prepared(self, push: OutboundPush) -> Ready | DeliveryResult:
        """All that comes before the message itself; a result when something stands in its way."""
        try:
            await self._wechat.authorize()
        except ApiError as problem:
            return problem.delivery_result()
        if push.photo is None:
            return Ready(push.openid, push.bubble)
        try:
            media_id = await self._wechat.upload_photo(push.photo)
        except ApiRefused as refusal:
            is_busy = refusal.error_class is ErrorClass.busy
            return _UPLOAD_AGAIN if is_busy else refusal.delivery_result()
        except ApiUnreachable as problem:
            return problem.delivery_result()
        except ApiError:
            return _UPLOAD_AGAIN
        return Ready(push.openid, push.bubble, media_id)

    async def deliver(self, ready: Ready) -> DeliveryResult:
        openid, bubble = ready.openid, _cleaned(ready.bubble)
        if ready.media_id is not None:
            return await self._send_photo(openid, ready.media_id)
        if not bubble.options or not self._has_menus:
            return await self.send_texts(openid, outbound.as_texts(bubble))
        *before, head = outbound.before_and_head(bubble)
        result = await self.send_texts(openid, before)
        if result.status is not DeliveryStatus.accepted:
            return result
        result = await self._send_menu(openid, bubble.model_copy(update={"text": head}))
        return _partly(result, sent=len(before))

    async def notify(self, notice: NoticePush) -> DeliveryResult:
        """A subscribe notice or a template message; neither counts in the reply quota."""
        send = {
            NoticeChannel.subscribe: self._wechat.send_subscribe_notice,
            NoticeChannel.template: self._wechat.send_template_message,
        }[notice.channel]
        try:
            notice_id = await send(notice)
        except ApiError as problem:
            return problem.delivery_result()
        return DeliveryResult(status=DeliveryStatus.accepted, notice_id=notice_id)

    async def _send_photo(self, openid: str, media_id: str) -> DeliveryResult:
        try:
            await self._wechat.send_photo(openid, media_id)
        except ApiError as problem:
            return problem.delivery_result()
        return DeliveryResult(status=DeliveryStatus.accepted, sent=1)

    async def _send_menu(self, openid: str, bubble: Bubble) -> DeliveryResult:
        try:
            await self._wechat.send_menu(openid, outbound.as_menu(bubble))
        except ApiError as problem:
            if not isinstance(problem, ApiRefused) or problem.errcode not in _NO_MENU:
                return problem.delivery_result()
        else:
            return DeliveryResult(status=DeliveryStatus.accepted, sent=1)
        result = await self.send_texts(openid, outbound.as_texts(bubble))
        if result.status is DeliveryStatus.accepted:
            logs.warning(logger, "account has no msgmenu, sending links from now on")
            self._has_menus = False
        return result

    async def send_texts(self, openid: str, texts: list[str]) -> DeliveryResult:
        """In order; after the first part a passing failure is waited out, for half was said."""
        for sent, text in enumerate(texts):
            result = await self._send_text(openid, text, patient=sent > 0)
            if result.status is not DeliveryStatus.accepted:
                return _partly(result, sent=sent)
        return DeliveryResult(status=DeliveryStatus.accepted, sent=len(texts))

    async def _send_text(self, openid: str, text: str, *, patient: bool) -> DeliveryResult:
        pauses = list(_PAUSES_BETWEEN_TRIES) if patient else []
        while True:
            try:
                await self._wechat.send_text(openid, clean(text))
            except ApiError as problem:
                result = problem.delivery_result()
                if result.status is not DeliveryStatus.retry or not pauses:
                    return result
                await asyncio.sleep(pauses.pop(0))
            else:
                return DeliveryResult(status=DeliveryStatus.accepted)


def _partly(result: DeliveryResult, *, sent: int) -> DeliveryResult:
    """A bubble half delivered must not be sent from the start again."""
    status = result.status
    if sent and status is not DeliveryStatus.accepted:
        status = DeliveryStatus.uncertain
    return result.model_copy(update={"status": status, "sent": result.sent + sent})


def _cleaned(bubble: Bubble) -> Bubble:
    options = [
        option.model_copy(update={"title": clean(option.title)}) for option in bubble.options
    ]
    return bubble.model_copy(update={"text": clean(bubble.text), "options": options})
