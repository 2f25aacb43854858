"""「对方正在输入…」 while an answer takes its time: a courtesy that never delays it."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from backend.contracts.messages import InboundKind
from backend.conversations.gateway import Gateway, GatewayUnavailable
from backend.conversations.quota import Trigger, earned_by

logger = logging.getLogger(__name__)

# A photo takes a few seconds to read. Once is enough: the platform shows it for fifteen seconds,
# and takes it within thirty of the person's words.
_AFTER_SECONDS = 1.5
_SHOWN_SECONDS = 15.0
# In a rush everybody waits, and the platform has better things to do.
_MOST_AT_ONCE = 10


class TypingIndicator:
    def __init__(self, gateway: Gateway, *, after_seconds: float = _AFTER_SECONDS) -> None:
        self._gateway = gateway
        self._after_seconds = after_seconds
        self._waiting: set[asyncio.Task[None]] = set()
        # A retry of the platform waits for the same answer: the person is seen to be typed to once.
        self._shown: set[str] = set()

    @contextmanager
    def while_waiting(self, openid: str, kind: InboundKind) -> Iterator[None]:
        """Shown if the block takes long; whatever is under way for it ends with the block.

        The platform refuses it to whoever said nothing, as by a scan or a tap on the menu.
        """
        if earned_by(kind) is not Trigger.message or len(self._waiting) >= _MOST_AT_ONCE:
            yield
            return
        task = asyncio.create_task(self._show(openid))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)
        try:
            yield
        finally:
            task.cancel()

    async def _show(self, openid: str) -> None:
        await asyncio.sleep(self._after_seconds)
        if openid in self._shown:
            return
        self._shown.add(openid)
        asyncio.get_running_loop().call_later(_SHOWN_SECONDS, self._shown.discard, openid)
        try:
            await self._gateway.show_typing(openid)
        except GatewayUnavailable as problem:
            logger.info("typing not shown: %s", problem)
