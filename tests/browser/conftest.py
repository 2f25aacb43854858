"""A running backend for pages to come from."""

from collections.abc import AsyncIterator

import pytest

from backend.app import create_app
from backend.config import Settings
from backend.database import Database
from tests.backend.conftest import (  # noqa: F401
    database,
    keyring,
    settings,
)
from tests.serving import listening


@pytest.fixture
async def console_url(settings: Settings, database: Database) -> AsyncIterator[str]:  # noqa: F811
    """The backend as its own server, on a port of its own."""
    async with listening(create_app(settings, database), has_lifespan=True) as url:
        yield url
