"""A real PostgreSQL for the session; every test finds Henan seeded and nothing else in it."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from alembic import command
from alembic.config import Config
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.app import create_app
from backend.config import Settings, get_settings
from backend.database import Database
from backend.privacy.keyring import Keyring
from backend.seeds.henan import seed_henan
from runner.services import Services, embedded_services
from tests.backend.emptying import empty_tables
from tests.backend.peers import Peers, running_peers

# Hundreds of accounts are opened and signed in to; what a hash costs is proved by one test.
os.environ["STAFF_PASSWORD_MEMORY_KIB"] = "256"
TOKEN = "test-internal-token"
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with embedded_services(tmp_path_factory.mktemp("servers")) as services:
        yield services


@pytest.fixture(scope="session")
def migrated_url(servers: Services) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", servers.database_url)
        get_settings.cache_clear()
        command.upgrade(Config("alembic.ini"), "head")
    get_settings.cache_clear()
    return servers.database_url


@pytest.fixture(scope="session")
def peers() -> Iterator[Peers]:
    """A scripted assistant and a recording bot, as real servers on loopback."""
    with running_peers() as peers:
        yield peers


@pytest.fixture
def settings(migrated_url: str, tmp_path: Path, peers: Peers) -> Settings:
    peers.reset()
    return Settings(
        database_url=migrated_url,
        data_dir=tmp_path,
        internal_api_token=TOKEN,
        encryption_keys=f"test:{KEY}",
        blind_index_key=KEY,
        bot_url=f"{peers.url}/bot",
        rasa_url=f"{peers.url}/rasa",
        actions_url=f"{peers.url}/actions",
    )


class KeptOpen(Database):
    """What statements were compiled to and prepared as serves one test after another."""

    async def close(self) -> None:
        """Not yet: the next test goes on with it."""


@pytest.fixture(scope="session")
async def open_database(migrated_url: str) -> AsyncIterator[Database]:
    database = KeptOpen(Settings(database_url=migrated_url).async_database_url)
    yield database
    await database.engine.dispose()


@pytest.fixture
async def database(open_database: Database) -> Database:
    """Rows a test commits are gone before the next one; divisions and unions stay."""
    async with open_database.transaction() as session:
        await empty_tables(session)
        # Seeded unions stay; those a test founded go.
        await session.execute(text("DELETE FROM unions WHERE kind = 'industry_federation'"))
        if not await session.scalar(text("SELECT count(*) FROM unions")):
            await seed_henan(session)
    return open_database


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """For preparing and looking; committed when the test ends."""
    async with database.transaction() as session:
        yield session


@pytest.fixture
def keyring(settings: Settings) -> Keyring:
    return Keyring.from_settings(settings.encryption_keys, settings.blind_index_key)


@pytest.fixture
async def app(settings: Settings, database: Database) -> AsyncIterator[FastAPI]:
    app = create_app(settings, database)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser or a process without credentials."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://backend") as client:
        yield client


@pytest.fixture
async def internal(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """One of our own processes."""
    transport = httpx.ASGITransport(app=app)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://backend", headers=headers, timeout=30
    ) as client:
        yield client
