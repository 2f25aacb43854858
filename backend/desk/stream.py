"""One reader of the feed a process, and its many listeners: each gets every event once, in order.

NOTIFY only wakes; without it the table is looked at every second. A listener that does not keep up
is let go: its browser comes back by itself with the last id it has, and is caught up from the table.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from backend.database import Database
from backend.desk import feed
from backend.desk.state import Event, Position, is_kept, position_now, read_after

logger = logging.getLogger(__name__)

_BATCH = 500
_MOST_WAITING = 200  # batches
_LOOK_EVERY = 1.0
# Under load many messages share one look at the table.
_TOGETHER = 0.02


class LetGo(Exception):
    """The listener was too slow, or the process stops: come back with the last id."""


class Listener:
    """What one browser has still to read; None ends it."""

    def __init__(self) -> None:
        self._batches: asyncio.Queue[Sequence[Event] | None] = asyncio.Queue(_MOST_WAITING)
        self.is_gone = False

    def put(self, batch: Sequence[Event] | None) -> None:
        try:
            self._batches.put_nowait(batch)
        except asyncio.QueueFull:
            self.is_gone = True
        if batch is None:
            self.is_gone = True

    async def next(self, seconds: float) -> Sequence[Event] | None:
        """None when nothing happened for so long. Raises LetGo."""
        if self.is_gone and self._batches.empty():
            raise LetGo
        try:
            batch = await asyncio.wait_for(self._batches.get(), seconds)
        except TimeoutError:
            return None
        if batch is None:
            raise LetGo
        return batch


class Stream:
    """Runs while somebody listens."""

    def __init__(self, database: Database, url: str, *, beat_seconds: float = 15.0) -> None:
        # How often a quiet stream says that it is alive, and asks whether its session is.
        self.beat_seconds = beat_seconds
        self._database = database
        self._url = url
        self._listeners: set[Listener] = set()
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._position = Position(0, 0)
        self._joining = asyncio.Lock()
        self._is_closed = False

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[Listener]:
        """From here on; what came before is read by `catch_up`. Raises LetGo."""
        listener = Listener()
        await self._join(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def catch_up(self, position: Position) -> AsyncIterator[Sequence[Event]]:
        """What the table holds after a position; short transactions, none while somebody is written to."""
        while True:
            async with self._database.transaction() as session:
                batch = await read_after(session, position, limit=_BATCH)
            if not batch:
                return
            yield batch
            position = batch[-1].position

    async def start_from(self, asked: Position | None) -> tuple[Position, bool]:
        """Where to read on from, and whether that is where the browser left off."""
        async with self._database.transaction() as session:
            if asked is not None and await is_kept(session, asked):
                return asked, True
            return await position_now(session), False

    async def close(self) -> None:
        """Every listener ends now: a browser that held on would hold up the restart."""
        self._is_closed = True
        for listener in self._listeners:
            listener.put(None)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _join(self, listener: Listener) -> None:
        """The reader's own position is fixed before anybody relies on it."""
        async with self._joining:
            if self._is_closed:
                raise LetGo
            if all(task.done() for task in self._tasks):
                self._position = (await self.start_from(None))[0]
                self._tasks = [
                    asyncio.create_task(self._read()),
                    asyncio.create_task(self._keep_listening()),
                ]
            self._listeners.add(listener)

    async def _read(self) -> None:
        is_alone = False
        while not is_alone:
            self._wake.clear()
            try:
                await self._hand_round()
            except (SQLAlchemyError, OSError) as error:
                logger.warning("cannot read the feed: %s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _LOOK_EVERY)
            await asyncio.sleep(_TOGETHER)
            is_alone = not self._listeners and not self._joining.locked()
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()

    async def _hand_round(self) -> None:
        async for batch in self.catch_up(self._position):
            self._position = batch[-1].position
            for listener in list(self._listeners):
                listener.put(batch)

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen()
            except (OSError, asyncpg.PostgresError) as error:
                logger.warning("cannot listen to the desk: %s", type(error).__name__)
            await asyncio.sleep(_LOOK_EVERY)

    async def _listen(self) -> None:
        """Until the connection is lost."""
        lost = asyncio.Event()
        connection = await asyncpg.connect(self._url)
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(feed.CHANNEL, lambda *_: self._wake.set())
            await lost.wait()
        finally:
            await connection.close()
