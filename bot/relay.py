"""A message to the backend and its answer back, in time whatever happens behind."""

import asyncio
import logging
from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

from backend.contracts.client import BackendClient
from backend.contracts.errors import BackendRefused, BackendUnavailable
from backend.contracts.handling import is_answered
from backend.contracts.messages import (
    Bubble,
    InboundMessage,
    InboundOutcome,
    InboundStatus,
    MessageReceipt,
)
from bot import logs
from bot.recorder import Recorder
from bot.spool import Kept, Spool

logger = logging.getLogger(__name__)

KEPT = Bubble(ids=[], text="收到了，系统正在恢复，恢复后马上回复您，不用重发。")
NOT_KEPT = Bubble(ids=[], text="抱歉，系统正忙，这条没能收下。请您过一会儿再发一次。")
# These say "not this message, ever"; any other refusal (token, address, load) can be put right.
_FINAL_REFUSALS = {400, 413, 422}
_PAUSES_BEFORE_RECEIPTS = (0.0, 0.2, 1.0, 3.0)


class Relay:
    """Keeps one person's order: what was spooled for them goes first."""

    def __init__(
        self,
        backend: BackendClient,
        spool: Spool,
        *,
        deadline: float,
        grace: float,
        most_waiting: int,
    ) -> None:
        self._backend = backend
        self._recorder = Recorder(backend)
        self._spool = spool
        self._deadline = deadline
        self._grace = grace
        self._most_waiting = most_waiting
        # A flood of one person leaves the others their passive replies; that person's messages
        # are answered one after the other anyway.
        self._most_waiting_each = max(most_waiting // 3, 1)
        self._waiting: Counter[str] = Counter()
        self._forwarding = asyncio.Lock()

    async def receive(
        self, message: InboundMessage, started: float, *, waits: bool = True
    ) -> Bubble | None:
        """The passive reply, or None when the platform only wants to hear "success".

        Without `waits` the message is only recorded, and answered later.
        """
        delivery = logs.delivery_id(message.dedupe_key)
        try:
            async with asyncio.timeout_at(started + self._deadline + self._grace):
                outcome = await self._ask(message, started, waits=waits)
                if outcome is None:
                    return None
        except (BackendUnavailable, TimeoutError) as problem:
            logs.warning(logger, "backend away", delivery=delivery, problem=str(problem))
        except BackendRefused as refusal:
            logs.error(logger, "backend refused", delivery=delivery, refusal=str(refusal))
            if refusal.status in _FINAL_REFUSALS:
                return _for_the_person(NOT_KEPT, message)
        except Exception:  # our bug, but still somebody's message
            logs.error(logger, "relay failed", exc_info=True, delivery=delivery)
        else:
            logs.info(
                logger,
                "message handed over",
                delivery=delivery,
                message_id=outcome.message_id,
                kind=message.kind.value,
                outcome=outcome.status.value,
            )
            return outcome.bubble if outcome.status is InboundStatus.answered else None
        return await self._keep(message)

    async def confirm(self, ids: list[UUID]) -> None:
        """Unconfirmed answers are sent again by the outbox, so this tries more than once."""
        receipt = MessageReceipt(ids=ids, at=datetime.now(UTC))
        for pause in _PAUSES_BEFORE_RECEIPTS:
            await asyncio.sleep(pause)
            try:
                await self._backend.confirm_passive(receipt)
            except (BackendUnavailable, BackendRefused) as problem:
                logs.warning(logger, "receipt not taken", ids=ids, problem=str(problem))
            else:
                return
        logs.error(logger, "receipt lost", ids=ids)

    async def keep_forwarding(self, every_seconds: float) -> None:
        """Runs as long as the process: empties the spool whenever the backend answers."""
        while True:
            await self._spool.filled.wait()
            try:
                await self._forward_all()
            except (BackendUnavailable, BackendRefused) as problem:
                logs.info(logger, "spool waits", count=self._spool.waiting(), problem=str(problem))
            except Exception:
                logs.error(logger, "forwarding failed", exc_info=True)
            if self._spool.filled.is_set():
                await asyncio.sleep(every_seconds)

    async def _ask(
        self, message: InboundMessage, started: float, *, waits: bool
    ) -> InboundOutcome | None:
        """None when it is only recorded: nobody waits, or so many do that it is answered later."""
        if self._spool.is_waiting(message.openid):
            await self._forward_person(message.openid)
        waits = waits and is_answered(message.kind)
        is_rush = not waits or self._is_crowded(message.openid)
        # A repetition goes on: the platform got no reply to it, and there may be one by now.
        if is_rush and await self._recorder.record(message):
            return None
        self._waiting[message.openid] += 1
        try:
            spent = asyncio.get_running_loop().time() - started
            wait_seconds = max(self._deadline - spent, 0.0)
            return await self._backend.receive(
                message.model_copy(update={"wait_seconds": wait_seconds})
            )
        finally:
            self._waiting[message.openid] -= 1
            self._waiting += Counter()  # forgets who no longer waits

    def _is_crowded(self, openid: str) -> bool:
        return (
            self._waiting.total() >= self._most_waiting
            or self._waiting[openid] >= self._most_waiting_each
        )

    async def _keep(self, message: InboundMessage) -> Bubble | None:
        delivery = logs.delivery_id(message.dedupe_key)
        try:
            await self._spool.keep(message)
        except OSError:
            logs.error(logger, "message not kept", exc_info=True, delivery=delivery)
            return _for_the_person(NOT_KEPT, message)
        logs.warning(logger, "message kept", delivery=delivery)
        return _for_the_person(KEPT, message)

    async def _forward_all(self) -> None:
        for openid in self._spool.people():
            await self._forward_person(openid)

    async def _forward_person(self, openid: str) -> None:
        """One at a time and oldest first; a file goes only after the backend has its message."""
        async with self._forwarding:
            while kept := self._spool.oldest_of(openid):
                await self._forward(kept)

    async def _forward(self, kept: Kept) -> None:
        delivery = logs.delivery_id(kept.message.dedupe_key)
        try:
            outcome = await self._backend.receive(kept.message)
        except BackendRefused as refusal:
            if refusal.status not in _FINAL_REFUSALS:
                raise
            logs.error(logger, "kept message refused", delivery=delivery, refusal=str(refusal))
            await self._spool.set_aside(kept)
        else:
            logs.info(
                logger, "kept message forwarded", delivery=delivery, message_id=outcome.message_id
            )
            await self._spool.remove(kept)


def _for_the_person(bubble: Bubble, message: InboundMessage) -> Bubble | None:
    """Nobody who just left, or whom a mere event is about, expects a word."""
    return bubble if is_answered(message.kind) else None
