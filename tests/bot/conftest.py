"""The bot between a backend and a platform that really listen."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest

from bot.app import create_app
from bot.config import Settings
from tests.bot import pushes
from tests.bot.fakes import FakeBackend, FakePlatform
from tests.serving import listening, started_and_stopped
from tests.waiting import PATIENCE

INTERNAL_TOKEN = "internal-token-for-tests"


class StartBot(Protocol):
    def __call__(self, **changes: Any) -> AbstractAsyncContextManager[httpx.AsyncClient]: ...


@pytest.fixture
async def backend() -> FakeBackend:
    return FakeBackend()


@pytest.fixture
async def backend_url(backend: FakeBackend) -> AsyncIterator[str]:
    async with listening(backend.app) as url:
        yield url


@pytest.fixture
async def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
async def platform_url(platform: FakePlatform) -> AsyncIterator[str]:
    async with listening(platform.app) as url:
        yield url


@pytest.fixture
def settings(backend_url: str, platform_url: str, tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {
            "wechat_app_id": pushes.APP_ID,
            "wechat_token": pushes.TOKEN,
            "wechat_encoding_aes_key": pushes.KEY,
            "wechat_previous_encoding_aes_key": pushes.OLD_KEY,
            "wechat_api_base_url": platform_url,
            "wechat_require_encryption": False,
            "wechat_replay_window": 0,  # the official vectors were signed in 2024
            "backend_url": backend_url,
            "internal_api_token": INTERNAL_TOKEN,
            "redis_url": "",
            "data_dir": tmp_path,
            "publish_menu_on_start": False,
            "spool_retry_seconds": 0.02,
            "api_timeout": PATIENCE,
        }
    ).model_copy(update={"reply_deadline": PATIENCE})  # more than production may have


@pytest.fixture
def start_bot(settings: Settings) -> StartBot:
    """A bot with some settings changed; leaving the context stops it."""

    @asynccontextmanager
    async def start(**changes: Any) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(settings.model_copy(update=changes))
        async with started_and_stopped(app) as running:
            transport = httpx.ASGITransport(running.app)
            headers = {"Authorization": f"Bearer {INTERNAL_TOKEN}"}
            async with httpx.AsyncClient(
                transport=transport, base_url="http://bot", headers=headers
            ) as client:
                yield client

    return start


@pytest.fixture
async def bot(start_bot: StartBot) -> AsyncIterator[httpx.AsyncClient]:
    async with start_bot() as client:
        yield client
