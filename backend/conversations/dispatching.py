"""Which turns run here and now: a bounded number, oldest first, each under a lease that is renewed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from backend.conversations import turn_store
from backend.conversations.turn_store import Claimed
from backend.database import Database

logger = logging.getLogger(__name__)

# What no wake-up told of: put-off turns that are due again, turns of a process that died.
_LOOK_EVERY = 1.0


@dataclass(frozen=True)
class Policy:
    """`patience`: how long a queued turn is left to others first (the worker waits for the backend)."""

    lease: timedelta
    at_once: int
    patience: timedelta = timedelta()


class Dispatcher:
    """Two of them, in two processes, never run the same turn: the claim and its lease see to that."""

    def __init__(
        self,
        database: Database,
        policy: Policy,
        run: Callable[[Claimed], Coroutine[Any, Any, None]],
    ) -> None:
        self._database = database
        self._policy = policy
        self._run = run
        self._held: dict[UUID, Claimed] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._may_wait = False
        self._is_behind = policy.at_once == 0

    @property
    def is_behind(self) -> bool:
        """More wait than may run: who is not first need not be kept waiting for a passive reply."""
        return self._is_behind

    @property
    def free_lease(self) -> timedelta | None:
        """For a turn that may begin at once; None when as many run as may."""
        return self._policy.lease if self._room > 0 else None

    @property
    def _room(self) -> int:
        return self._policy.at_once - len(self._held)

    def begin(self, claimed: Claimed) -> None:
        self._held[claimed.turn_id] = claimed
        task = asyncio.create_task(self._run(claimed))
        self._tasks.add(task)
        task.add_done_callback(lambda ended: self._ended(claimed, ended))

    def queued(self) -> None:
        """A turn waits for its person's earlier one, or for room."""
        self._may_wait = True
        self._wake.set()

    async def keep_going(self) -> None:
        """Runs as long as the process."""
        renewing = asyncio.create_task(self._keep_leases())
        try:
            while True:
                await self._surviving(self._begin_due())
                await _set_within(self._wake, _LOOK_EVERY)
        finally:
            renewing.cancel()

    async def run_due(self) -> None:
        """Begin what is due, and return when everything that runs here has ended."""
        await self._begin_due()
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def drain(self) -> None:
        """Wait for the turns under way; what does not end in time is found by the worker."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=10)

    async def _begin_due(self) -> None:
        """One claim after the other: two at once would both fill the same room."""
        async with self._claiming:
            await self._claim_due()

    async def _claim_due(self) -> None:
        self._wake.clear()
        while (room := self._room) > 0:
            async with self._database.transaction() as session:
                due = await turn_store.claim_due(
                    session, lease=self._policy.lease, patience=self._policy.patience, limit=room
                )
            for claimed in due:
                self.begin(claimed)
            if not due and not self._held:
                self._may_wait = False
            self._is_behind = len(due) == room
            if not self._is_behind:
                return

    def _ended(self, claimed: Claimed, task: asyncio.Task[None]) -> None:
        """A turn that could not even be stored keeps its lease; it is claimed again afterwards."""
        self._tasks.discard(task)
        self._held.pop(claimed.turn_id, None)
        if not task.cancelled() and (error := task.exception()):
            logger.error("turn %s was interrupted", claimed.turn_id, exc_info=error)
        if self._may_wait:
            self._wake.set()

    async def _keep_leases(self) -> None:
        """A short lease, often renewed: what a dead process held is free again within seconds."""
        while True:
            await asyncio.sleep(self._policy.lease.total_seconds() / 3)
            if self._held:
                await self._surviving(self._renew())

    async def _renew(self) -> None:
        async with self._database.transaction() as session:
            await turn_store.renew(session, list(self._held.values()), lease=self._policy.lease)

    async def _surviving(self, work: Awaitable[None]) -> None:
        try:
            await work
        except (SQLAlchemyError, OSError) as error:
            logger.warning("dispatching failed: %s", type(error).__name__)
            await asyncio.sleep(_LOOK_EVERY / 2)
        except Exception:
            logger.exception("dispatching failed")


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
