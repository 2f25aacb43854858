"""Reads photos in a few processes of their own: bounded, killed when they hang, gone when idle."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from backend.documents.ocr_child import ENGINE, ChildDied, OcrChild
from backend.documents.scan import Scan

logger = logging.getLogger(__name__)


class OcrUnavailable(Exception):
    """Nothing is known about the photo; the person may try again or type. Base of what follows."""


class OcrBusy(OcrUnavailable):
    """Too many photos wait already; refusing now is kinder than answering in a minute."""


class OcrTimedOut(OcrUnavailable):
    """This photo took too long, as pages full of text do; the process was killed."""


@dataclass(frozen=True)
class OcrSettings:
    workers: int = 2
    queue: int = 8  # photos waiting for a worker
    read_seconds: float = 8.0
    start_seconds: float = 60.0
    idle_seconds: float = 120.0
    command: Sequence[str] = ENGINE  # gets the parent's pid as its last argument


class OcrPool:
    """One per backend process. Nothing is started before the first photo or `warm_up`."""

    def __init__(self, settings: OcrSettings | None = None) -> None:
        self._settings = settings or OcrSettings()
        self._workers = asyncio.Semaphore(self._settings.workers)
        self._waiting = 0
        # A stack: the warmest child works, the others may go.
        self._idle: list[OcrChild] = []
        self._retirements: dict[OcrChild, asyncio.Task[None]] = {}
        self._closed = False

    async def read(self, jpeg: bytes) -> Scan:
        """Raises OcrBusy, OcrTimedOut or OcrUnavailable."""
        if self._waiting >= self._settings.queue and self._workers.locked():
            raise OcrBusy(f"{self._waiting} photos wait")
        self._waiting += 1
        try:
            await self._workers.acquire()
        finally:
            self._waiting -= 1
        try:
            return await self._read(jpeg)
        finally:
            self._workers.release()

    async def warm_up(self) -> None:
        """Start one child ahead of the first photo; worth calling when somebody consents."""
        if self._idle or self._workers.locked():
            return
        async with self._workers:
            if not self._idle:
                await self._put_back(await self._start())

    async def close(self) -> None:
        self._closed = True
        for retirement in self._retirements.values():
            retirement.cancel()
        self._retirements.clear()
        idle, self._idle = self._idle, []
        await asyncio.gather(*(child.kill() for child in idle))

    @property
    def child_pids(self) -> list[int]:
        """Of the idle ones; for tests and the memory report."""
        return [child.pid for child in self._idle]

    async def _read(self, jpeg: bytes) -> Scan:
        try:
            return await self._ask(await self._take(), jpeg)
        except ChildDied as error:
            # Killed by the kernel for memory, say. Once more with a fresh one, then give up.
            logger.warning("ocr child died, starting another: %s", error)
        try:
            return await self._ask(await self._start(), jpeg)
        except ChildDied as error:
            raise OcrUnavailable(str(error)) from error

    async def _ask(self, child: OcrChild, jpeg: bytes) -> Scan:
        try:
            async with asyncio.timeout(self._settings.read_seconds):
                answer = await child.ask(jpeg)
        except TimeoutError as error:
            await child.kill()
            logger.warning("ocr child %s timed out and was killed", child.pid)
            raise OcrTimedOut(f"pid {child.pid}") from error
        except BaseException:
            # Also when the request was cancelled: its answer would meet the next question.
            await child.kill()
            raise
        await self._put_back(child)
        if "error" in answer:
            raise OcrUnavailable(answer["error"])
        return Scan.from_wire(answer)

    async def _take(self) -> OcrChild:
        while self._idle:
            child = self._idle.pop()
            retirement = self._retirements.pop(child, None)
            if retirement is not None:
                retirement.cancel()
            if child.is_alive:
                return child
        return await self._start()

    async def _start(self) -> OcrChild:
        try:
            child = await OcrChild.start(
                self._settings.command, seconds=self._settings.start_seconds
            )
        except (ChildDied, TimeoutError, OSError) as error:
            raise OcrUnavailable(f"cannot start: {error or type(error).__name__}") from error
        logger.info("ocr child %s started", child.pid)
        return child

    async def _put_back(self, child: OcrChild) -> None:
        if self._closed:
            await child.kill()
            return
        self._idle.append(child)
        self._retirements[child] = asyncio.create_task(self._retire(child))

    async def _retire(self, child: OcrChild) -> None:
        """Give the memory back when nobody has sent a photo for a while."""
        await asyncio.sleep(self._settings.idle_seconds)
        self._retirements.pop(child, None)
        if child in self._idle:
            self._idle.remove(child)
            await child.kill()
            logger.info("ocr child %s retired", child.pid)
