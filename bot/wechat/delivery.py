"""A bubble to a person as customer-service messages; says honestly what became of it."""

import asyncio
import logging

from backend.contracts.messages import Bubble, DeliveryResult, DeliveryStatus
from backend.contracts.notices import NoticeChannel, NoticePush
from bot import logs
from bot.wechat import outbound
from bot.wechat.client import WeChatClient
from bot.wechat.errors import ApiError, ApiRefused
from bot.wechat.xml import clean

logger = logging.getLogger(__name__)

# Accounts without msgmenu answer one of these; some verified ones do too.
_NO_MENU = {40200, 48001}
_PAUSES_BETWEEN_TRIES = (0.3, 1.0)


class Deliverer:
    """Remembers that the account has no msgmenu once the same bubble got through as text."""

    def __init__(self, wechat: WeChatClient) -> None:
        self._wechat = wechat
        self._has_menus = True

    async def obstacle(self) -> DeliveryResult | None:
        """What stands in the way of any message: no token to be had."""
        try:
            await self._wechat.authorize()
        except ApiError as problem:
            return problem.delivery_result()
        return None

    async def deliver(self, openid: str, bubble: Bubble) -> DeliveryResult:
        bubble = _cleaned(bubble)
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
