"""Migrations are one line of numbered steps, lead to what the models say, and the last one can be undone."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from backend.config import get_settings
from backend.models import metadata
from runner.services import Services

CONFIG = Config("alembic.ini")
STEPS = ScriptDirectory.from_config(CONFIG)


def in_order() -> list[str]:
    """From the first to the last."""
    return [step.revision for step in STEPS.walk_revisions()][::-1]


def test_there_is_one_last_migration() -> None:
    assert len(STEPS.get_heads()) == 1
    assert len(STEPS.get_bases()) == 1


def test_every_file_is_numbered_by_its_place_in_the_line() -> None:
    files = {step.revision: Path(step.path).name for step in STEPS.walk_revisions()}
    numbers = [files[revision][:4] for revision in in_order()]
    assert numbers == [f"{place:04d}" for place in range(1, len(numbers) + 1)]
    assert [revision[:4] for revision in in_order()] == numbers


@pytest.fixture(scope="module")
def url(servers: Services) -> Iterator[str]:
    """A database of its own, so that going back harms no other test."""
    asyncio.run(_execute(servers.database_url, "CREATE DATABASE migrated TEMPLATE template0"))
    url = servers.database_url.rpartition("/")[0] + "/migrated"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        get_settings.cache_clear()
        yield url
    get_settings.cache_clear()
    asyncio.run(_execute(servers.database_url, "DROP DATABASE migrated"))


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _drift(url: str) -> list[object]:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1))

    def compared(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with engine.connect() as connection:
        found = await connection.run_sync(compared)
    await engine.dispose()
    return found


async def _tables(url: str) -> set[str]:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1))
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await engine.dispose()
    return set(names)


def test_the_migrated_database_is_what_the_models_say(url: str) -> None:
    command.upgrade(CONFIG, "head")
    assert asyncio.run(_drift(url)) == []


def test_the_last_migration_can_be_undone_and_done_again(url: str) -> None:
    command.upgrade(CONFIG, "head")
    before = asyncio.run(_tables(url))
    command.downgrade(CONFIG, "-1")
    command.upgrade(CONFIG, "head")
    assert asyncio.run(_tables(url)) == before
    assert asyncio.run(_drift(url)) == []
