"""What somebody in danger says stands with the alarm: whoever answers need not look for it (L10)."""

from uuid import uuid4

import httpx

from backend.conversations import handoffs
from backend.conversations.models import Contact
from backend.database import Database
from backend.membership.models import Application
from tests.backend.desk import Browser
from tests.backend.live_desk.people import Person


async def test_the_words_since_and_the_place_stand_beside_the_alarm(
    city: Browser, application: Application, internal: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        await handoffs.request(
            session, application.contact_id, reason="report_emergency", county_code="410105"
        )
    person = await _of(application, internal, database)
    await person.writes("他们堵着门，我电话 13812345678", dedupe_key=uuid4().hex)
    await person.writes("在花园路那个站点", dedupe_key=uuid4().hex)
    await person.writes("嗯", dedupe_key=uuid4().hex)
    talk = f"/conversations/{application.contact_id}"
    for address in ("/", talk, f"{talk}/standing"):
        page = (await city.opens(address)).text
        assert "说在：在花园路那个站点" in page
    home = (await city.opens("/")).text
    assert "他们堵着门" in home
    assert "13812345678" not in home


async def _of(application: Application, internal: httpx.AsyncClient, database: Database) -> Person:
    async with database.transaction() as session:
        contact = await session.get_one(Contact, application.contact_id)
        return Person(internal, database, contact.openid, contact.id)
