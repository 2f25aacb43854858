"""Staff at their browsers, over HTTP on a real database."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from backend.database import Database
from backend.membership.models import Application
from backend.privacy.keyring import Keyring
from backend.staff.models import Role
from tests.backend.desk import Browser, browser_for, signed_in_as, waiting_application


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[Browser]:
    browser = browser_for(app)
    yield browser
    await browser.http.aclose()


@pytest.fixture
async def city(app: FastAPI, database: Database) -> AsyncIterator[Browser]:
    browser = await signed_in_as(app, database, Role.city_administrator, "410100-NF")
    yield browser
    await browser.http.aclose()


@pytest.fixture
async def county(app: FastAPI, database: Database) -> AsyncIterator[Browser]:
    browser = await signed_in_as(app, database, Role.county_staff, "410105-NF")
    yield browser
    await browser.http.aclose()


@pytest.fixture
async def province(app: FastAPI, database: Database) -> AsyncIterator[Browser]:
    browser = await signed_in_as(app, database, Role.province_administrator, "410000-GU")
    yield browser
    await browser.http.aclose()


@pytest.fixture
async def application(database: Database, keyring: Keyring) -> Application:
    async with database.transaction() as session:
        return await waiting_application(session, keyring)
