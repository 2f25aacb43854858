"""Each outbound message reaches the platform once, however often the outbox asks and whatever dies."""

import asyncio
import logging
from uuid import UUID

from backend.contracts.messages import Bubble, DeliveryResult, DeliveryStatus, OutboundPush
from bot import logs
from bot.journal import Fate, Journal
from bot.wechat.delivery import Deliverer

logger = logging.getLogger(__name__)

_SAID = {
    Fate.accepted: DeliveryResult(status=DeliveryStatus.accepted),
    Fate.passive: DeliveryResult(status=DeliveryStatus.accepted, passively=True),
    # We died, or nobody answered, while it was being written: it may well have arrived.
    Fate.started: DeliveryResult(status=DeliveryStatus.uncertain, reason="interrupted"),
    Fate.replying: DeliveryResult(status=DeliveryStatus.uncertain, reason="interrupted"),
    Fate.uncertain: DeliveryResult(status=DeliveryStatus.uncertain, reason="no_answer"),
}
_FATES = {
    DeliveryStatus.accepted: Fate.accepted,
    DeliveryStatus.uncertain: Fate.uncertain,
    DeliveryStatus.retry: Fate.not_sent,
    DeliveryStatus.refused: Fate.not_sent,
}
_NOT_NOTED = DeliveryResult(status=DeliveryStatus.retry, reason="journal_unwritable")


class OnceOnly:
    """The journal is written before the platform hears anything, and read before anything is said."""

    def __init__(self, deliverer: Deliverer, journal: Journal) -> None:
        self._deliverer = deliverer
        self._journal = journal
        self._running: dict[UUID, asyncio.Task[DeliveryResult]] = {}

    async def deliver(self, push: OutboundPush) -> DeliveryResult:
        """Asked again, it tells what became of the first time; asked meanwhile, it waits for it."""
        key = push.bubble.ids[0]
        task = self._running.get(key)
        if task is None:
            fate = self._journal.fate_of(push.bubble.ids)
            if fate is not None:
                logs.info(logger, "said before", ids=push.bubble.ids, fate=fate.name)
                return _SAID[fate]
            task = self._running[key] = asyncio.create_task(self._hand_over(push))
            task.add_done_callback(lambda _: self._running.pop(key, None))
        # Whoever hangs up does not stop half a message.
        return await asyncio.shield(task)

    def may_say_passively(self, bubble: Bubble) -> bool:
        """False when the outbox was faster; after True the reply must be written at once."""
        if self._journal.fate_of(bubble.ids) not in {None, Fate.passive, Fate.replying}:
            return False
        self._journal.note(bubble.ids, Fate.replying)
        return True

    def said_passively(self, bubble: Bubble) -> None:
        self._journal.note(bubble.ids, Fate.passive)

    async def _hand_over(self, push: OutboundPush) -> DeliveryResult:
        # First, so that between the note and the call there is as little as can be.
        ready = await self._deliverer.prepared(push)
        if isinstance(ready, DeliveryResult):
            return ready
        try:
            self._journal.note(push.bubble.ids, Fate.started)
        except OSError:
            logs.error(logger, "journal unwritable", exc_info=True, ids=push.bubble.ids)
            return _NOT_NOTED
        result = await self._deliverer.deliver(ready)
        self._journal.note(push.bubble.ids, _FATES[result.status])
        return result
