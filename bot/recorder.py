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
    done: asyncio.Future[None] = field(default_factory=asyncio.Future)


class Recorder:
    """`record` returns once the backend has the message for good."""

    def __init__(self, backend: BackendClient) -> None:
        self._backend = backend
        self._waiting: deque[_Waiting] = deque()
        self._sending: asyncio.Task[None] | None = None

    async def record(self, message: InboundMessage) -> None:
        """Raises what the client raises: BackendUnavailable or BackendRefused."""
        mine = _Waiting(message)
        self._waiting.append(mine)
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_all())
        await mine.done

    async def _send_all(self) -> None:
        try:
            while self._waiting:
                count = min(len(self._waiting), MOST_IN_BATCH)
                await self._send([self._waiting.popleft() for _ in range(count)])
        finally:
            self._sending = None

    async def _send(self, batch: list[_Waiting]) -> None:
        try:
            await self._backend.record([each.message for each in batch])
        except BackendRefused:
            # One of them is not what it should be; the others must not suffer for it.
            await asyncio.gather(*(self._send_alone(each) for each in batch))
        except Exception as problem:
            for each in batch:
                if not each.done.done():
                    each.done.set_exception(problem)
        else:
            for each in batch:
                if not each.done.done():
                    each.done.set_result(None)

    async def _send_alone(self, each: _Waiting) -> None:
        try:
            await self._backend.receive(each.message)
        except Exception as problem:
            if not each.done.done():
                each.done.set_exception(problem)
        else:
            if not each.done.done():
                each.done.set_result(None)
