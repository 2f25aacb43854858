"""Take, answer, pass on, close: from the page, with two colleagues who may both want it."""

import re
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.conversations import handoffs
from backend.conversations.models import Contact, Message, PrivateValue
from backend.database import Database
from backend.membership.models import Application
from backend.staff.models import Role
from tests.backend.desk import Browser, city_administrator, signed_in_as

pytestmark = pytest.mark.usefixtures("waiting")


@pytest.fixture
async def waiting(database: Database, application: Application) -> None:
    """张小满 has asked for a person."""
    async with database.transaction() as session:
        await handoffs.request(
            session,
            application.contact_id,
            reason="wage_arrears",
            county_code=application.county_code,
        )


@pytest.fixture
def here(application: Application) -> str:
    return f"/conversations/{application.contact_id}"


async def epoch_of(database: Database, contact_id: UUID) -> int:
    async with database.transaction() as session:
        return (await session.get_one(Contact, contact_id)).owner_epoch


async def answers(
    browser: Browser,
    database: Database,
    application: Application,
    text: str,
    client_id: UUID | None = None,
) -> httpx.Response:
    return await browser.sends(
        f"/conversations/{application.contact_id}/reply",
        text=text,
        epoch=await epoch_of(database, application.contact_id),
        client_id=str(client_id or uuid4()),
    )


async def said_by_staff(database: Database) -> list[str]:
    async with database.transaction() as session:
        rows = await session.scalars(
            select(Message.text).where(
                Message.staff_id.is_not(None), Message.direction == "outbound"
            )
        )
        return list(rows)


async def test_who_waits_moves_from_the_queue_to_the_hands_of_whoever_takes_it(
    city: Browser, here: str
) -> None:
    assert "张*" in (await city.opens("/conversations")).text
    assert "等人接" in (await city.opens(here)).text
    await city.sends(f"{here}/take")
    assert "您在接待" in (await city.opens(here)).text
    assert "没有人在等" in (await city.opens("/conversations")).text
    assert "张*" in (await city.opens("/conversations?tab=mine")).text


async def test_opened_from_elsewhere_it_stands_in_the_list_it_belongs_to(
    city: Browser, here: str
) -> None:
    current = re.compile(r'tab=(\w+)" aria-current="page"')
    assert current.findall((await city.opens(here)).text) == ["waiting"]
    await city.sends(f"{here}/take")
    assert current.findall((await city.opens(here)).text) == ["mine"]
    assert current.findall((await city.opens(f"{here}?tab=all")).text) == ["all"]
    await city.sends(f"{here}/close", note="讲清楚了")
    assert current.findall((await city.opens(here)).text) == ["closed"]


async def test_an_answer_goes_out_once_however_often_it_is_sent(
    city: Browser, here: str, application: Application, database: Database
) -> None:
    await city.opens(here)
    await city.sends(f"{here}/take")
    same = uuid4()
    for _ in range(2):
        sent = await answers(city, database, application, "您好，欠薪几个月了？", client_id=same)
        assert sent.status_code == 303
    assert await said_by_staff(database) == ["您好，欠薪几个月了？"]
    assert "您好，欠薪几个月了？" in (await city.opens(f"{here}/thread")).text


async def test_nothing_is_said_before_somebody_has_taken_over(
    city: Browser, here: str, application: Application, database: Database
) -> None:
    await city.opens(here)
    refused = await answers(city, database, application, "您好")
    assert refused.status_code == 409
    assert await said_by_staff(database) == []


async def test_of_two_colleagues_one_gets_it_and_the_other_learns_who_and_what_was_said(
    city: Browser, county: Browser, here: str, application: Application, database: Database
) -> None:
    await city.opens(here)
    await county.opens(here)
    await city.sends(f"{here}/take")
    assert (await county.sends(f"{here}/take")).status_code == 409
    await answers(city, database, application, "我来帮您看")
    notice = (await county.opens(f"{here}/meanwhile?after=0")).text
    assert "在接待" in notice
    assert "我来帮您看" in notice


async def test_a_colleague_may_step_in_having_seen_who_has_it(
    city: Browser, county: Browser, here: str, application: Application, database: Database
) -> None:
    await city.opens(here)
    await city.sends(f"{here}/take")
    page = (await county.opens(here)).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    await county.sends(f"{here}/take", version=version[1])
    assert "您在接待" in (await county.opens(f"{here}/standing")).text
    assert (await answers(city, database, application, "我也在")).status_code == 409


async def test_words_under_way_are_kept_on_the_server_and_come_back(
    city: Browser, here: str, application: Application, database: Database
) -> None:
    await city.opens(here)
    await city.sends(f"{here}/take")
    await city.sends(f"{here}/draft", text="写到一半")
    page = (await city.opens(here)).text
    assert "写到一半" in page
    assert "草稿已恢复" in page
    await answers(city, database, application, "写完了")
    assert "写到一半" not in (await city.opens(here)).text


async def test_handing_back_and_closing_leave_thin_lines_with_names_and_notes(
    city: Browser, here: str
) -> None:
    await city.opens(here)
    await city.sends(f"{here}/take")
    await city.sends(f"{here}/hand-back")
    page = (await city.opens(here)).text
    assert "接手了对话" in page
    assert "把对话转回助手" in page
    assert "助手在接待" in page


async def test_a_refused_act_leaves_everything_as_it_was(city: Browser, here: str) -> None:
    await city.opens(here)
    await city.sends(f"{here}/take")
    await city.sends(f"{here}/close", note=" ")
    assert "您在接待" in (await city.opens(f"{here}/standing")).text


async def test_closing_asks_what_was_done(city: Browser, here: str) -> None:
    await city.opens(here)
    await city.sends(f"{here}/take")
    assert (await city.sends(f"{here}/close", note=" ")).status_code == 422
    closed = await city.sends(f"{here}/close", note="电话里讲清楚了")
    assert closed.status_code == 303
    assert "电话里讲清楚了" in (await city.opens(here)).text
    assert "张*" in (await city.opens("/conversations?tab=closed")).text


async def test_passed_to_a_colleague_it_is_theirs_at_once(
    app: FastAPI, city: Browser, here: str, database: Database
) -> None:
    second = await signed_in_as(app, database, Role.province_administrator, "410000-GU")
    await city.opens(here)
    await city.sends(f"{here}/take")
    page = (await city.opens(here)).text
    colleague = re.findall(r'value="(staff:[0-9a-f-]{36})"', page)
    assert len(colleague) == 1
    await city.sends(f"{here}/transfer", to=colleague[0], note="您熟悉这一片")
    assert "您在接待" in (await second.opens(here)).text
    assert "您熟悉这一片" in (await second.opens(f"{here}/thread")).text
    await second.http.aclose()


async def test_passed_to_another_union_it_waits_in_that_queue(
    city: Browser, county: Browser, here: str
) -> None:
    await city.opens(here)
    await city.sends(f"{here}/take")
    page = (await city.opens(here)).text
    elsewhere = re.search(r'value="(union:[0-9a-f-]{36})">郑州市新业态', page)
    assert elsewhere is not None
    await city.sends(f"{here}/transfer", to=elsewhere[1])
    assert "张*" in (await city.opens("/conversations")).text
    assert "没有人在等" in (await county.opens("/conversations")).text


async def test_every_city_can_be_passed_to_and_from_the_province_every_county(
    city: Browser, province: Browser, here: str
) -> None:
    await city.sends(f"{here}/take")
    page = (await city.opens(here)).text
    assert "金水区总工会" in page
    assert "信阳市新业态工会联合会" in page
    assert "浉河区" not in page
    province_wide = re.search(r'value="(union:[0-9a-f-]{36})">河南省总工会', page)
    assert province_wide is not None
    await city.sends(f"{here}/transfer", to=province_wide[1])
    await province.opens(here)
    await province.sends(f"{here}/take")
    page = (await province.opens(here)).text
    assert '<optgroup label="信阳市' in page
    assert "浉河区新业态工会联合会" in page


@pytest.mark.parametrize("to", ["", "staff:", "union:x", "boss:1"])
async def test_passed_to_nobody_it_stays(city: Browser, here: str, to: str) -> None:
    await city.opens(here)
    await city.sends(f"{here}/take")
    assert (await city.sends(f"{here}/transfer", to=to)).status_code == 422
    assert "您在接待" in (await city.opens(f"{here}/standing")).text


async def test_who_waits_for_an_answer_cannot_be_put_aside(
    city: Browser, here: str, application: Application, database: Database
) -> None:
    await city.opens(here)
    await city.sends(f"{here}/take")
    assert (await city.sends(f"{here}/snooze", minutes=60)).status_code == 409
    await answers(city, database, application, "我去问一下，一小时后回您")
    await city.sends(f"{here}/snooze", minutes=60)
    page = (await city.opens(here)).text
    assert re.search(r"您放到稍后，(今天|明天) \d\d:\d\d 回来", page)


async def test_what_the_person_said_becomes_a_case_with_its_number_sent_to_them(
    city: Browser, here: str, application: Application, database: Database
) -> None:
    async with database.transaction() as session:
        session.add(
            PrivateValue(
                id="1f3a9c02",
                contact_id=application.contact_id,
                kind="phone",
                sealed="sealed",
                masked="138****5678",
            )
        )
        session.add(
            Message(
                contact_id=application.contact_id,
                direction="inbound",
                kind="text",
                text="站长欠俺仨月工资，电话[[phone:1f3a9c02]]",
            )
        )
    page = (await city.opens(here)).text
    assert "站长欠俺仨月工资，电话138****5678" in page
    assert '<option value="wage_arrears" selected' in page
    story = "站长欠俺仨月工资，电话138****5678"
    opened = await city.sends(f"{here}/case", kind="wage_arrears", story=story, people=3)
    assert opened.status_code == 303
    person = (await city.opens(f"{here}/person")).text
    number = re.search(r"SQ-4101-\d{6}", person)
    assert number is not None
    assert number[0] in (await city.opens(f"{here}/thread")).text


async def test_whoever_passes_a_conversation_on_sees_which_colleagues_are_there(
    city: Browser, county: Browser, here: str, database: Database
) -> None:
    async with database.transaction() as session:
        await city_administrator(session, "away")
    await county.opens(here)
    await county.sends(f"{here}/take")
    await county.sends("/desk/heartbeat")
    page = (await city.opens(here)).text
    assert "测试away（没在值班）" in page
    assert "（值班中）" in page
    assert "会退回排队" in page
