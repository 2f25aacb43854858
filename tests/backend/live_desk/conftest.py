"""Somebody from 金水区 who writes, and two colleagues who look after the place."""

from typing import Any

import httpx
import pytest

from backend.database import Database
from backend.services import Services
from backend.staff.identity import StaffIdentity
from tests.backend.live_desk.people import Person, a_colleague, a_person


@pytest.fixture
def services(app: Any) -> Services:
    result: Services = app.state.services
    return result


@pytest.fixture
async def person(internal: httpx.AsyncClient, database: Database) -> Person:
    return await a_person(internal, database)


@pytest.fixture
async def li(database: Database) -> StaffIdentity:
    return await a_colleague(database, "li")


@pytest.fixture
async def wang(database: Database) -> StaffIdentity:
    return await a_colleague(database, "wang")
