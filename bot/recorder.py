"""Under a rush, messages are recorded many at a time; their answers come as customer service.

Nobody waits for a batch to fill: while one is on its way, the next collects.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from backend.contracts.client import BackendClient
from backend.contracts.errors import BackendRefused
from backend.contracts.messages import MOST_IN_BATCH, InboundMessage


@dataclass
class _Waiting:
    message: InboundMessage
    is_new: asyncio.Future[bool] = field(default_factory=asyncio.Future)


class Recorder:
    """`record` returns once the backend has the message for good."""

    def __init__(self, backend: BackendClient) -> None:
        self._backend = backend
        self._waiting: deque[_Waiting] = deque()
        self._sending: asyncio.Task[None] | None = None

    async def record(self, message: InboundMessage) -> bool:
        """False when the backend had it already. Raises what the client raises: BackendUnavailable or BackendRefused."""
        mine = _Waiting(message)
        self._waiting.append(mine)
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_all())
        return await mine.is_new

    async def _send_all(self) -> None:
        try:
            while self._waiting:
                count = min(len(self._waiting), MOST_IN_BATCH)
                await self._send([self._waiting.popleft() for _ in range(count)])
        finally:
            self._sending = None

    async def _send(self, batch: list[_Waiting]) -> None:
        try:
            known = await self._backend.record([each.message for each in batch])
        except BackendRefused:
            # One of them is not what it should be; the others must not suffer for it.
            await asyncio.gather(*(self._send_alone(each) for each in batch))
        except Exception as problem:
            for each in batch:
                _settle(each.is_new, problem)
        else:
            for each in batch:
                _settle(each.is_new, each.message.dedupe_key not in known)

    async def _send_alone(self, each: _Waiting) -> None:
        try:
            await self._backend.receive(each.message)
        except Exception as problem:
            _settle(each.is_new, problem)
        else:
            _settle(each.is_new, True)


def _settle(future: asyncio.Future[bool], outcome: bool | Exception) -> None:
    """Whoever waited may have given up meanwhile."""
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
