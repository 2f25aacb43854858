"""Journeys: workers talk through the simulator to the whole running system; nothing is replaced."""

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count

import pytest

from runner.stack import Stack
from simulator.client import Phone, SimulatorClient
from tests.journeys.office import Desk

_riders = count(100)


@pytest.fixture
async def simulator(stack: Stack) -> AsyncIterator[SimulatorClient]:
    async with SimulatorClient(stack.urls["simulator"]) as simulator:
        yield simulator


@pytest.fixture
async def phone(simulator: SimulatorClient) -> Phone:
    """Somebody who just followed the account and heard its welcome."""
    phone = await simulator.phone("师傅", follows=True)
    await phone.hears("工会")
    return phone


@pytest.fixture
def rider() -> str:
    """A specimen nobody has used in this session: one person, one membership."""
    return f"rider_{next(_riders)}"


@pytest.fixture
async def sign_in(stack: Stack) -> AsyncIterator[Callable[[str], Awaitable[Desk]]]:
    desks: list[Desk] = []

    async def open_desk(username: str) -> Desk:
        desk = Desk(stack.urls["backend"])
        desks.append(desk)
        await desk.sign_in(username, stack.data_dir)
        return desk

    yield open_desk
    for desk in desks:
        await desk.http.aclose()
