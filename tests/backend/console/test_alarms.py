"""Alarms stand on every page until somebody takes them; the home page says what is not set up (L10)."""

from uuid import UUID

import pytest
from sqlalchemy import select

from backend.alarms.models import Alarm, DutyPhone
from backend.alarms.service import raise_alarm
from backend.database import Database, utc_now
from backend.membership.models import Application
from backend.privacy.keyring import Keyring
from backend.unions.service import union_by_code
from backend.working_time.models import WorkYear
from backend.working_time.rules import CHINA
from tests.backend.cases.stage import opened
from tests.backend.desk import Browser

BADGE = '<a class="alarm-badge"'


@pytest.fixture
async def alarm_id(database: Database, application: Application) -> UUID:
    async with database.transaction() as session:
        union = await union_by_code(session, "410105-NF")
        alarm = await raise_alarm(
            session,
            kind="express_crisis",
            subject_kind="contact",
            subject_id=application.contact_id,
            union_id=union.id,
        )
    return alarm.id


async def test_an_alarm_is_counted_on_every_page_and_listed_at_home(
    city: Browser, alarm_id: UUID
) -> None:
    for address in ("/applications", "/members", "/unions", "/calendar", "/duty-phones"):
        assert BADGE in (await city.opens(address)).text
    home = (await city.opens("/")).text
    assert "有人情绪危机" in home
    assert "郑州市金水区新业态工会联合会" in home
    assert f"/alarms/{alarm_id}/acknowledge" in home
    assert "都处理完了" not in home


async def test_whoever_takes_it_is_led_to_the_person_and_it_rings_no_more(
    city: Browser, alarm_id: UUID, application: Application, database: Database
) -> None:
    await city.opens("/")
    taken = await city.sends(f"/alarms/{alarm_id}/acknowledge")
    assert taken.headers["location"] == f"/conversations/{application.contact_id}"
    assert BADGE not in (await city.opens("/")).text
    async with database.transaction() as session:
        alarm = await session.get_one(Alarm, alarm_id)
    assert alarm.acknowledged_at is not None


async def test_it_can_be_taken_where_the_person_or_the_case_is_seen(
    city: Browser, alarm_id: UUID, application: Application, database: Database, keyring: Keyring
) -> None:
    """Nobody leaves somebody in danger to look for the button."""
    async with database.transaction() as session:
        case = await opened(session, keyring, people_count=12)
        urgent = await session.scalar(select(Alarm.id).where(Alarm.subject_id == case.id))
    talk = f"/conversations/{application.contact_id}"
    for address, ringing in ((talk, alarm_id), (f"/cases/{case.id}", urgent)):
        page = (await city.opens(address)).text
        assert page.count(f"/alarms/{ringing}/acknowledge") == 1
        taken = await city.sends(f"/alarms/{ringing}/acknowledge")
        assert taken.headers["location"] == address
        assert "/acknowledge" not in (await city.opens(address)).text
    assert "/acknowledge" not in (await city.opens(f"{talk}/standing")).text


async def test_a_case_says_who_took_its_alarm_until_somebody_has_the_case(
    city: Browser, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        case = await opened(session, keyring, people_count=12)
        alarm_id = await session.scalar(select(Alarm.id).where(Alarm.subject_id == case.id))
    page = f"/cases/{case.id}"
    assert "警报由" not in (await city.opens(page)).text
    await city.sends(f"/alarms/{alarm_id}/acknowledge")
    assert "警报由" in (await city.opens(page)).text
    await city.sends(f"{page}/accept", revision=str(case.revision))
    assert "警报由" not in (await city.opens(page)).text


async def test_accepting_a_case_takes_its_alarm_from_every_page(
    city: Browser, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        case = await opened(session, keyring, people_count=12)
    assert BADGE in (await city.opens(f"/cases/{case.id}")).text
    await city.sends(f"/cases/{case.id}/accept", revision=str(case.revision))
    assert BADGE not in (await city.opens("/")).text


async def test_the_link_in_the_page_leads_to_what_is_still_open_and_later_to_the_person(
    city: Browser, alarm_id: UUID, application: Application
) -> None:
    assert (await city.opens(f"/alarms/{alarm_id}")).headers["location"] == "/#alarms"
    await city.opens("/")
    await city.sends(f"/alarms/{alarm_id}/acknowledge")
    later = await city.opens(f"/alarms/{alarm_id}")
    assert later.headers["location"] == f"/conversations/{application.contact_id}"


async def test_open_pages_ask_for_the_count_again(city: Browser, alarm_id: UUID) -> None:
    badge = await city.http.get("/alarms/badge", headers={"X-Background": "1"})
    assert "<b>1</b>" in badge.text
    await city.opens("/")
    await city.sends(f"/alarms/{alarm_id}/acknowledge")
    badge = await city.http.get("/alarms/badge", headers={"X-Background": "1"})
    assert badge.text.strip() == ""


async def test_another_place_neither_sees_nor_takes_it(
    county: Browser, city: Browser, database: Database
) -> None:
    async with database.transaction() as session:
        union = await union_by_code(session, "410202-NF")
        alarm = await raise_alarm(
            session,
            kind="report_emergency",
            subject_kind="contact",
            subject_id=union.id,
            union_id=union.id,
        )
    for browser in (county, city):
        assert BADGE not in (await browser.opens("/")).text
        assert (await browser.sends(f"/alarms/{alarm.id}/acknowledge")).status_code == 404


async def test_the_home_page_says_plainly_that_no_duty_phone_is_set(
    county: Browser, database: Database
) -> None:
    assert "没有设置值班电话" in (await county.opens("/")).text
    async with database.transaction() as session:
        province = await union_by_code(session, "410000-GU")
        session.add(DutyPhone(union_id=province.id, webhook_url="https://example.com/hook"))
    assert "没有设置值班电话" not in (await county.opens("/")).text


async def test_the_home_page_warns_of_a_year_whose_holidays_nobody_has_entered(
    city: Browser,
) -> None:
    assert "还没有录入" in (await city.opens("/")).text


async def test_the_home_page_is_quiet_about_years_that_are_official(
    database: Database, city: Browser
) -> None:
    this_year = utc_now().astimezone(CHINA).year
    async with database.transaction() as session:
        session.add_all(WorkYear(year=this_year + n, is_official=True) for n in range(2))
    assert "年的放假安排" not in (await city.opens("/")).text
