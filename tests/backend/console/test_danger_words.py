"""What somebody in danger says stands with the alarm: whoever answers need not look for it (L10)."""

from uuid import UUID, uuid4

import httpx
from sqlalchemy import select

from backend.alarms.dangers import of_danger
from backend.alarms.models import Alarm
from backend.conversations import handoffs
from backend.conversations.danger import Told, told_since
from backend.conversations.models import Contact, Direction, Message
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


async def test_of_somebody_who_goes_on_writing_the_newest_words_are_read_in_their_order(
    application: Application, database: Database
) -> None:
    """A place of long ago is looked for in the thread: they may be elsewhere by now."""
    contact_id = application.contact_id
    async with database.transaction() as session:
        await handoffs.request(session, contact_id, reason="report_emergency", county_code="410105")
    await _says(database, contact_id, "我在花园路", *("嗯" for _ in range(60)))
    assert await _told(database) == Told(("嗯", "嗯", "嗯"))
    await _says(database, contact_id, "在东风渠边上", "一", "二", "三")
    assert await _told(database) == Told(("一", "二", "三"), "在东风渠边上")


async def _says(database: Database, contact_id: UUID, *texts: str) -> None:
    async with database.transaction() as session:
        for text in texts:
            session.add(
                Message(contact_id=contact_id, direction=Direction.inbound, kind="text", text=text)
            )
            await session.flush()


async def _told(database: Database) -> Told:
    async with database.transaction() as session:
        alarms = (await session.scalars(select(Alarm))).all()
        (told,) = (await told_since(session, of_danger(alarms))).values()
        return told


async def _of(application: Application, internal: httpx.AsyncClient, database: Database) -> Person:
    async with database.transaction() as session:
        contact = await session.get_one(Contact, application.contact_id)
        return Person(internal, database, contact.openid, contact.id)
