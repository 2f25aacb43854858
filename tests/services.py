"""What is started once a session, wherever it is first asked for: PostgreSQL, Valkey, the backend's peers."""

from collections.abc import AsyncIterator, Iterator

import pytest
from alembic import command
from alembic.config import Config

from backend.config import Settings, get_settings
from backend.database import Database
from runner.services import Services, embedded_services
from tests.backend.peers import Peers, running_peers


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


class KeptOpen(Database):
    """What statements were compiled to and prepared as serves one test after another."""

    async def close(self) -> None:
        """Not yet: the next test goes on with it."""


@pytest.fixture(scope="session")
async def open_database(migrated_url: str) -> AsyncIterator[Database]:
    database = KeptOpen(Settings(database_url=migrated_url).async_database_url)
    yield database
    await database.engine.dispose()
