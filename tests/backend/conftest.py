"""Every test finds Henan seeded in a real PostgreSQL, and nothing else."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.app import create_app
from backend.config import Settings
from backend.database import Database
from backend.privacy.keyring import Keyring
from backend.seeds.henan import seed_henan
from backend.working_time import snapshots
from tests.backend.emptying import empty_tables
from tests.backend.peers import Peers

# Hundreds of accounts are opened and signed in to; what a hash costs is proved by one test.
os.environ["STAFF_PASSWORD_MEMORY_KIB"] = "256"
TOKEN = "test-internal-token"
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


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


@pytest.fixture
async def database(open_database: Database) -> Database:
    """Rows a test commits are gone before the next one; divisions and unions stay."""
    async with open_database.transaction() as session:
        await empty_tables(session)
        snapshots.forget(session)  # kept for a minute by whoever has this database
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
