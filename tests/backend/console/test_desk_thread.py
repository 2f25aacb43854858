"""What happened to a conversation stands between its messages, in words nobody can misread."""

import re

from backend.console import labels
from backend.conversations import handoffs
from backend.conversations.models import Message
from backend.database import Database
from backend.membership.models import Application
from runner.paths import ROOT
from tests.backend.desk import Browser


def test_every_change_of_hands_has_its_words() -> None:
    written = {
        kind
        for path in (ROOT / "backend" / "desk").glob("*.py")
        for kind in re.findall(r'"(desk_[a-z_]+)"', path.read_text())
    }
    spoken = {kind for kind in written if not kind.endswith(("conversations", "events"))}
    tables = {"desk_drafts"}
    assert {"desk_taken", "desk_requeued"} <= spoken
    assert spoken - tables - set(labels.MESSAGE_KIND) == set()


async def test_who_stepped_in_for_whom_is_said(
    city: Browser, county: Browser, application: Application
) -> None:
    here = f"/conversations/{application.contact_id}"
    await city.opens(here)
    await city.sends(f"{here}/take")
    page = (await county.opens(here)).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    await county.sends(f"{here}/take", version=version[1])
    thread = (await county.opens(f"{here}/thread")).text
    assert re.search(r"测试\S+ 从测试\S+手里接手了对话", thread)


async def test_what_the_assistant_wrote_too_late_is_seen_and_marked_as_not_sent(
    city: Browser, application: Application, database: Database
) -> None:
    async with database.transaction() as session:
        session.add(
            Message(
                contact_id=application.contact_id,
                direction="event",
                kind="answer_dropped",
                text="工资的事可以打12351。",
                author="system",
            )
        )
    thread = (await city.opens(f"/conversations/{application.contact_id}/thread")).text
    assert "工资的事可以打12351。" in thread
    assert "没有发出：有人接手了" in thread


async def test_dialect_has_its_plain_words_beside_it_and_stays_as_said(
    city: Browser, application: Application, database: Database
) -> None:
    async with database.transaction() as session:
        session.add(
            Message(
                contact_id=application.contact_id,
                direction="inbound",
                kind="text",
                text="俺嘞工资咋弄",
            )
        )
    thread = (await city.opens(f"/conversations/{application.contact_id}/thread")).text
    assert "俺嘞工资咋弄" in thread
    assert "普通话：我的工资怎么办" in thread


async def test_a_place_is_shown_with_where_it_lies(
    city: Browser, application: Application, database: Database
) -> None:
    async with database.transaction() as session:
        session.add(
            Message(
                contact_id=application.contact_id,
                direction="inbound",
                kind="location",
                text="郑州市金水区花园路",
                data={"latitude": 34.7466, "longitude": 113.6254},
            )
        )
    thread = (await city.opens(f"/conversations/{application.contact_id}/thread")).text
    assert "郑州市金水区花园路" in thread
    assert "北纬 34.7466，东经 113.6254" in thread


async def test_who_waits_is_told_by_the_page_of_everybody_responsible(
    city: Browser, county: Browser, application: Application, database: Database
) -> None:
    async with database.transaction() as session:
        await handoffs.request(
            session,
            application.contact_id,
            reason="express_crisis",
            county_code=application.county_code,
        )
    for browser in (city, county):
        listed = (await browser.opens("/desk/list")).text
        assert "紧急" in listed
        assert "情绪危机" in listed


async def test_a_link_of_ours_is_read_by_its_label_and_one_a_person_types_as_typed(
    city: Browser, application: Application, database: Database
) -> None:
    link = '<a href="http://backend/m/notices">点这里允许</a>'
    here = f"/conversations/{application.contact_id}"
    for direction, author in (("inbound", None), ("outbound", "bot")):
        async with database.transaction() as session:
            said = {"kind": "text", "text": f"{author or '本人'}说{link}", "author": author}
            session.add(Message(contact_id=application.contact_id, direction=direction, **said))
    thread = (await city.opens(f"{here}/thread")).text
    assert "bot说点这里允许" in thread
    assert "本人说&lt;a href=" in thread
    assert "会：bot说点这里允许" in (await city.opens("/conversations?tab=all")).text
