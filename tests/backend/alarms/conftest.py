"""A duty officer to be paged, a sender that soon tries again, and services that use it."""

import dataclasses
from collections.abc import AsyncIterator

import pytest

from backend.alarms.webhooks import Patience, Webhooks
from backend.config import Settings
from backend.database import Database
from backend.services import Services, build_services
from tests.backend.alarms.duty_officer import DutyOfficer, on_duty
from tests.waiting import PATIENCE


@pytest.fixture(scope="session")
async def _officer() -> AsyncIterator[DutyOfficer]:
    async with on_duty() as officer:
        yield officer


@pytest.fixture
def officer(_officer: DutyOfficer) -> DutyOfficer:
    _officer.reset()
    return _officer


@pytest.fixture
async def webhooks() -> AsyncIterator[Webhooks]:
    webhooks = Webhooks(is_production=False, patience=Patience(PATIENCE, (0.01, 0.02)))
    yield webhooks
    await webhooks.close()


@pytest.fixture
async def services(
    settings: Settings, database: Database, webhooks: Webhooks
) -> AsyncIterator[Services]:
    services = dataclasses.replace(build_services(settings), webhooks=webhooks)
    yield services
    await services.close()
