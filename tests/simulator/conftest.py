"""A simulator and an account of a few lines, both on loopback and speaking real HTTP."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from simulator.app import create_app
from simulator.client import SimulatorClient
from simulator.config import Mode, Settings
from tests.serving import listening
from tests.simulator.support import Account, Clock, Platform, Start


@pytest.fixture
async def account() -> Account:
    return Account()


@pytest.fixture
async def start(account: Account) -> AsyncIterator[Start]:
    """Starts the account and a simulator with the given settings."""
    async with AsyncExitStack() as stack:

        async def begin(**settings: Any) -> Platform:
            account_url = await stack.enter_async_context(listening(account.app()))
            chosen = Settings(
                **{
                    "simulator_mode": Mode.aes,
                    "simulator_callback_url": f"{account_url}/wechat",
                    **settings,
                }
            )
            clock = Clock()
            app = create_app(chosen, clock)
            url = await stack.enter_async_context(listening(app, has_lifespan=True))
            http = httpx.AsyncClient(base_url=url, verify=False, trust_env=False, timeout=30)
            await stack.enter_async_context(http)
            client = await stack.enter_async_context(SimulatorClient(url))
            courier = app.state.simulator.courier
            return Platform(client, http, app.state.world, chosen, clock, courier)

        yield begin


@pytest.fixture
async def platform(start: Start) -> Platform:
    return await start()
