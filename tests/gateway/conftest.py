"""Bot, backend and the simulated platform, with a scripted assistant; both clocks moved by hand."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from backend.app import create_app as create_backend
from backend.config import Settings as BackendSettings
from backend.conversations.models import Contact, Message
from backend.database import Database, utc_now
from backend.services import Services
from backend.worker import jobs
from bot.app import create_app as create_bot
from bot.config import Settings as BotSettings
from runner.ports import free_ports
from simulator.app import create_app as create_simulator
from simulator.client import Phone, SimulatorClient
from simulator.config import Settings as SimulatorSettings
from simulator.world import World
from tests.backend.conftest import (  # noqa: F401
    TOKEN,
    database,
    keyring,
    settings,
)
from tests.backend.peers import Peers
from tests.serving import listening, started_and_stopped
from tests.waiting import PATIENCE


@dataclass
class Clock:
    """Real time, and how far it was moved on."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Wired:
    """Everything between a person's thumb and the assistant."""

    simulator: SimulatorClient
    services: Services
    database: Database
    world: World
    clock: Clock

    async def phone(self) -> Phone:
        """Somebody whose follow is long forgotten by the quota."""
        phone = await self.simulator.phone(follows=True)
        await phone.hears("好的")
        await self.time_passes(minutes=5)
        return phone

    async def time_passes(self, **by: float) -> None:
        """For the platform, and for the ledger of the backend."""
        self.clock.ahead += timedelta(**by)
        async with self.database.transaction() as session:
            await session.execute(
                update(Contact).values(
                    message_earned_at=Contact.message_earned_at - timedelta(**by),
                    tap_earned_at=Contact.tap_earned_at - timedelta(**by),
                )
            )

    async def works(self) -> None:
        """What the worker would do in its next rounds."""
        while await jobs.deliver_outbox(self.services):
            pass
        while await jobs.send_notices(self.services):
            pass

    def hangs_up_after(self, seconds: float) -> None:
        """From the next delivery on."""
        self.world.settings.simulator_reply_limit_seconds = seconds

    async def due_now(self) -> None:
        """As if the pause before the next try had passed."""
        async with self.database.transaction() as session:
            await session.execute(update(Message).values(next_attempt_at=utc_now()))

    async def broken_rules(self) -> list[str]:
        return [exchange.broken_rule for exchange in await self.simulator.violations()]


@pytest.fixture
async def wired(
    settings: BackendSettings,  # noqa: F811
    database: Database,  # noqa: F811
) -> AsyncIterator[Wired]:
    ports = free_ports()
    urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    clock = Clock()
    # So that on a slow machine nothing is pushed twice; where that is the point, a test says so.
    account = SimulatorSettings(
        simulator_callback_url=f"{urls['bot']}/wechat", simulator_reply_limit_seconds=PATIENCE
    )
    platform = create_simulator(account, clock)
    addresses = {
        "bot_url": urls["bot"],
        "backend_url": urls["backend"],
        "wechat_js_sdk_url": f"{urls['simulator']}/open/js/jweixin.js",
    }
    backend = create_backend(settings.model_copy(update=addresses))
    bot = create_bot(_bot_settings(account, settings, urls))
    async with AsyncExitStack() as stack:
        for app, port in ((platform, "simulator"), (backend, "backend"), (bot, "bot")):
            await stack.enter_async_context(_served(app, ports[port]))
        simulator = await stack.enter_async_context(SimulatorClient(urls["simulator"]))
        yield Wired(simulator, backend.state.services, database, platform.state.world, clock)


def _bot_settings(
    account: SimulatorSettings, backend: BackendSettings, urls: dict[str, str]
) -> BotSettings:
    return BotSettings.model_validate(
        {
            "wechat_app_id": account.wechat_app_id,
            "wechat_app_secret": account.wechat_app_secret,
            "wechat_token": account.wechat_token,
            "wechat_encoding_aes_key": account.wechat_encoding_aes_key,
            "wechat_api_base_url": urls["simulator"],
            "backend_url": urls["backend"],
            "internal_api_token": TOKEN,
            "redis_url": "",
            "data_dir": backend.data_dir,
            "publish_menu_on_start": False,
        }
    )


@asynccontextmanager
async def _served(app: FastAPI, port: int) -> AsyncIterator[None]:
    """An app on its port, started and stopped like a process."""
    async with started_and_stopped(app) as manager, listening(manager.app, port):
        yield


@pytest.fixture
def assistant(peers: Peers) -> Peers:
    """What it answers: `assistant.replies`, after `assistant.think_seconds`."""
    return peers
