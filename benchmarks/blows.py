"""One blow at a running system: a kill, a flush or a restart, and how long its people feel it."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field

import redis

from benchmarks.crowd import Crowd
from runner.errors import CannotRun
from runner.processes import wait_until
from runner.stack import Stack

READY_SECONDS = 60.0
PROBE_SECONDS = 120.0
_STARTS = 5


@dataclass
class Blows:
    """Seconds from each blow until the process was ready, and until somebody new was answered."""

    ready: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answered: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    probes: list[str] = field(default_factory=list)
    overlapping: int = 0
    # A process may find what it needs dead, and end; in production its supervisor starts it again.
    started_again: Counter[str] = field(default_factory=Counter)
    # Not ready within READY_SECONDS and _STARTS; nobody answered within PROBE_SECONDS.
    never_ready: Counter[str] = field(default_factory=Counter)
    slow_probes: Counter[str] = field(default_factory=Counter)
    # The platform gave a message up after three deliveries, and the person sent it again.
    never_taken: int = 0


class Striker:
    """Several blows may be under way at once, but never two at the same process."""

    def __init__(self, stack: Stack, crowd: Crowd, blows: Blows, hands: Executor) -> None:
        self.crowd = crowd
        self._stack = stack
        self._blows = blows
        self._hands = hands
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def strike(self, name: str) -> None:
        async with self._locks[name]:
            began = time.monotonic()
            try:
                await self._fell_and_raise(name)
            except CannotRun:
                self._blows.never_ready[name] += 1
            else:
                self._blows.ready[name].append(time.monotonic() - began)
        await self._probe(name, began)

    async def _fell_and_raise(self, name: str) -> None:
        stack = self._stack
        if name == "redis":
            await self._by_hand(redis.Redis.from_url(stack.env["REDIS_URL"]).flushall)
            return
        if name == "postgres":
            await self._by_hand(lambda: stack.stop_process(name))
        else:
            stack.kill(name)
        self._blows.started_again[name] += await self._by_hand(lambda: _started_again(stack, name))

    async def _probe(self, name: str, began: float) -> None:
        openid = f"oprobe{len(self._blows.probes)}"
        self._blows.probes.append(openid)
        try:
            await self.crowd.answer_to(openid, "你好", PROBE_SECONDS)
        except TimeoutError:
            self._blows.slow_probes[name] += 1
        else:
            self._blows.answered[name].append(time.monotonic() - began)

    async def _by_hand[T](self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._hands, act)


def _started_again(stack: Stack, name: str) -> int:
    """How many further starts it took until it was ready. Raises CannotRun."""
    process = stack.supervisor.find(name)
    ends = time.monotonic() + READY_SECONDS
    for starts in range(_STARTS):
        process.start()
        wait_until(
            lambda: process.is_ready() or not process.is_alive(), max(ends - time.monotonic(), 1)
        )
        if process.is_ready():
            return starts
        if process.is_alive():
            break
        time.sleep(1)
    raise CannotRun(f"{name} did not become ready")
