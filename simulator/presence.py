"""Who has the chat open and lets the account know where they are: LOCATION again and again."""

import asyncio
from collections.abc import Callable

from simulator import events
from simulator.pushes import Courier
from simulator.world import Phone


class Presence:
    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def enter(
        self,
        phone: Phone,
        latitude: float,
        longitude: float,
        precision: float,
        every_seconds: float | None,
    ) -> None:
        """Once, or for as long as they stay, as the account has chosen on the platform."""
        self.leave(phone.openid)

        def report() -> None:
            self._courier.event(phone, events.location(latitude, longitude, precision))

        report()
        if every_seconds is not None:
            task = asyncio.create_task(_repeat(report, every_seconds))
            self._tasks[phone.openid] = task

    def leave(self, openid: str) -> None:
        task = self._tasks.pop(openid, None)
        if task:
            task.cancel()

    def close(self) -> None:
        for openid in list(self._tasks):
            self.leave(openid)


async def _repeat(report: Callable[[], None], seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        report()
