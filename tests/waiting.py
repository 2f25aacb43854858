"""Waiting for what comes by itself: until it is there, however slow the machine."""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable

PATIENCE = 30.0
"""Seconds after which it is not slow but missing. No promise about speed: those are measured in benchmarks/."""

type Condition = Callable[[], bool] | Callable[[], Awaitable[bool]]


async def until(there: Condition, missing: Callable[[], str] = lambda: "") -> None:
    """Looks fifty times a second; fails with what `missing` says."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not await _is(there):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"never came: {missing()}") from None


async def _is(there: Condition) -> bool:
    found = there()
    return await found if isawaitable(found) else found
