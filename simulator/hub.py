"""Tells open pages and waiting tests what just happened."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """`data` is JSON text, serialized once however many are listening."""

    name: str
    openid: str
    data: str
    id: int | None = None


class Hub:
    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Event | None]] = set()

    def publish(self, event: Event) -> None:
        for queue in self._listeners:
            queue.put_nowait(event)

    @contextmanager
    def listen(self) -> Iterator[AsyncIterator[Event]]:
        """Listening starts on entering, so that nothing falls between a look and a wait."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield self._read(queue)
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        """Ends every open stream; without it the server would wait for its readers to leave."""
        for queue in self._listeners:
            queue.put_nowait(None)

    async def _read(self, queue: asyncio.Queue[Event | None]) -> AsyncIterator[Event]:
        while (event := await queue.get()) is not None:
            yield event
