"""An alarm comes onto an open page by itself; a holiday is entered with a few clicks; both on a real page."""

from uuid import UUID

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import select

from backend.alarms.models import Alarm
from backend.alarms.service import raise_alarm
from backend.alarms.taking import acknowledge
from backend.cases import handling
from backend.cases.alarming import ring
from backend.cases.models import Case
from backend.conversations.models import Contact
from backend.database import Database, utc_now
from backend.privacy.keyring import Keyring
from backend.seeds.work_days import seed_work_days
from backend.staff.models import Role
from backend.unions.service import federation_of
from tests.backend.cases.stage import county_staff, opened
from tests.backend.desk import JINSHUI, PASSWORD, city_administrator, identity, open_account
from tests.browser.looking import look

pytestmark = pytest.mark.browser


async def sign_in(page: Page, url: str, username: str) -> None:
    await page.goto(url)
    await page.get_by_label("用户名").fill(username)
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_role("heading", name="待办")).to_be_visible()


async def somebody_is_in_danger(database: Database, again: UUID | None = None) -> Contact:
    async with database.transaction() as session:
        contact = await session.get(Contact, again) if again else None
        if contact is None:
            contact = Contact(openid="o-1", followed_at=utc_now(), county_code=JINSHUI)
            session.add(contact)
            await session.flush()
        union = await federation_of(session, JINSHUI)
        await raise_alarm(
            session,
            kind="express_crisis",
            subject_kind="contact",
            subject_id=contact.id,
            union_id=union.id,
        )
    return contact


async def test_an_alarm_comes_onto_an_open_page_and_is_taken_at_home(
    page: Page, console_url: str, database: Database
) -> None:
    async with database.transaction() as session:
        await city_administrator(session)
    await sign_in(page, console_url, "city")
    await page.goto(f"{console_url}/members")
    contact = await somebody_is_in_danger(database)
    badge = page.get_by_role("link", name="1 个警报")
    await expect(badge).to_be_visible()
    await badge.click()
    await expect(page.get_by_text("有人情绪危机")).to_be_visible()
    await page.get_by_role("button", name="我来处理").click()
    await expect(page).to_have_url(f"{console_url}/conversations/{contact.id}")
    await expect(page.get_by_role("link", name="个警报")).to_have_count(0)


async def test_who_talks_with_somebody_in_danger_takes_the_alarm_there_and_keeps_typing(
    page: Page, console_url: str, database: Database
) -> None:
    async with database.transaction() as session:
        await city_administrator(session)
    contact = await somebody_is_in_danger(database)
    await sign_in(page, console_url, "city")
    await page.goto(f"{console_url}/conversations/{contact.id}")
    ringing = page.get_by_role("alert").filter(has_text="有人情绪危机")
    await expect(ringing).to_be_visible()
    await page.keyboard.press("t")
    await expect(ringing).to_have_count(0)
    reply = page.get_by_label("回复", exact=True)
    await reply.fill("我在，您慢慢说")
    await somebody_is_in_danger(database, contact.id)
    await expect(page.get_by_role("link", name="1 个警报")).to_be_visible()
    await reply.blur()
    await expect(ringing).to_be_visible()
    await look(page, "alarm-in-talk")
    await ringing.get_by_role("button", name="我来处理").click()
    await expect(ringing).to_have_count(0)
    await expect(page.get_by_role("link", name="个警报")).to_have_count(0)
    await expect(reply).to_have_value("我在，您慢慢说")
    await reply.blur()
    await somebody_is_in_danger(database, contact.id)
    await expect(ringing).to_be_visible()
    await page.set_viewport_size({"width": 390, "height": 844})
    await look(page, "alarm-in-talk")


async def test_on_an_open_case_the_alarm_goes_when_a_colleague_takes_the_case(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        account = await city_administrator(session)
        case = await opened(session, keyring, people_count=12)
        alarm_id = await session.scalar(select(Alarm.id).where(Alarm.subject_id == case.id))
        city = await identity(session, account)
        colleague = await county_staff(session)
    await sign_in(page, console_url, "city")
    await page.goto(f"{console_url}/cases/{case.id}")
    ringing = page.get_by_role("alert").filter(has_text="有紧急诉求")
    await expect(ringing).to_be_visible()
    assert alarm_id is not None
    async with database.transaction() as session:
        await acknowledge(session, city, alarm_id)
    await expect(ringing).to_have_count(0)
    taken = page.get_by_text("警报由测试city接了")
    await expect(taken).to_be_visible()
    await look(page, "alarm-taken")
    async with database.transaction() as session:
        await ring(session, await session.get_one(Case, case.id))
    await expect(ringing).to_be_visible()
    async with database.transaction() as session:
        await handling.accept(session, colleague, case.id, case.revision)
    await expect(ringing).to_have_count(0)
    await expect(taken).to_have_count(0)


async def test_at_home_an_alarm_comes_and_goes_by_itself(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        await city_administrator(session)
        colleague = await county_staff(session)
    await sign_in(page, console_url, "city")
    alarms = page.get_by_role("region", name="警报")
    await expect(alarms).to_have_count(0)
    async with database.transaction() as session:
        case = await opened(session, keyring, people_count=12)
    await expect(alarms.get_by_text("有紧急诉求")).to_be_visible()
    async with database.transaction() as session:
        await handling.accept(session, colleague, case.id, case.revision)
    await expect(alarms).to_have_count(0)


async def test_a_holiday_is_entered_from_the_year_with_its_reason(
    page: Page, console_url: str, database: Database
) -> None:
    async with database.transaction() as session:
        await seed_work_days(session)
        await open_account(session, "province", Role.province_administrator, "410000-GU")
    await sign_in(page, console_url, "province")
    await page.goto(f"{console_url}/calendar?year=2027")
    await page.get_by_role("table", name="2 月", exact=True).get_by_text("9", exact=True).click()
    await page.get_by_label("放假", exact=True).check()
    await page.get_by_label("名称").fill("春节")
    await page.get_by_label("理由").fill("国务院办公厅通知")
    await page.get_by_role("button", name="改这一天").click()
    await expect(page.get_by_text("改好了。")).to_be_visible()
    await expect(page.get_by_text("2月5日至2月9日，5 天")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
async def test_hours_with_three_intervals_are_typed_with_digits_alone(
    page: Page, console_url: str, database: Database, width: int
) -> None:
    async with database.transaction() as session:
        await city_administrator(session)
    await page.set_viewport_size({"width": width, "height": 844})
    await sign_in(page, console_url, "city")
    await page.goto(f"{console_url}/calendar/hours")
    await page.get_by_role("button", name="加一段").click()
    await page.keyboard.type("1830")
    await page.keyboard.press("Tab")
    await page.keyboard.type("17")
    await page.get_by_label("理由").first.fill("夜间值守")
    await page.get_by_role("button", name="改郑州市的办公时间").click()
    await expect(page.get_by_role("alert")).to_contain_text("开始要早于结束")
    await expect(page.get_by_label("第 3 段，从")).to_have_value("18:30")
    await expect(page.get_by_label("理由").first).to_have_value("夜间值守")
    await look(page, "hours-wrong")
    await page.get_by_label("第 3 段，到").fill("2030")
    await page.get_by_role("button", name="改郑州市的办公时间").click()
    await expect(page.get_by_text("改好了")).to_be_visible()
    await expect(page.get_by_label("第 3 段，到")).to_have_value("20:30")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
