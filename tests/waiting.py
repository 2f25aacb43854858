"""Waiting for what comes by itself: until it is there, however slow the machine."""

import asyncio
from collections.abc import Callable

PATIENCE = 30.0
"""Seconds after which it is not slow but missing. No promise about speed: those are measured in benchmarks/."""


async def until(there: Callable[[], bool], missing: Callable[[], str] = lambda: "") -> None:
    """Looks fifty times a second; fails with what `missing` says."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not there():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"never came: {missing()}") from None
