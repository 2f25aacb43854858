"""People at their phones, joining."""

import httpx
import pytest
from fastapi import FastAPI

from backend.conversations.models import Contact
from backend.database import Database, utc_now
from tests.backend.membership.joiner import Joiner


@pytest.fixture
async def joiners(app: FastAPI, internal: httpx.AsyncClient, database: Database) -> list[Joiner]:
    async with database.transaction() as session:
        contacts = [Contact(openid=f"o-{n}", followed_at=utc_now()) for n in range(2)]
        session.add_all(contacts)
    return [Joiner(app, internal, contact.id) for contact in contacts]


@pytest.fixture
def joiner(joiners: list[Joiner]) -> Joiner:
    return joiners[0]
