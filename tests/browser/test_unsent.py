"""A session ends while somebody writes: the words are there again for them, and for nobody else."""

import re
from uuid import UUID

import pytest
from playwright.async_api import Page, Route, expect
from sqlalchemy import update

from backend.cases.models import Case
from backend.database import Database, utc_now
from backend.desk import transitions
from backend.privacy.keyring import Keyring
from backend.staff.models import StaffSession
from tests.backend.cases.stage import offices, opened
from tests.backend.desk import PASSWORD, city_administrator, identity, waiting_application
from tests.browser.looking import look

pytestmark = pytest.mark.browser

NOTE = "跟站长通了电话，他认下三个月工资，说月底前补齐，下周二再问。"
BACK = "上次没送出的话找回来了"


@pytest.fixture
async def case(database: Database, keyring: Keyring) -> Case:
    async with database.transaction() as session:
        await offices(session)
        await city_administrator(session, "second")
        return await opened(session, keyring)


async def end_sessions(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(update(StaffSession).values(expires_at=utc_now()))


async def without_background(route: Route) -> None:
    """What a page fetches behind itself would find out before what the test does."""
    is_behind = "x-background" in route.request.headers or "/desk/events" in route.request.url
    is_writing = route.request.url.endswith("/draft")
    await (route.abort() if is_behind and not is_writing else route.continue_())


async def signs_in(page: Page, username: str = "city") -> None:
    await page.get_by_label("用户名").fill(username)
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_role("button", name="退出")).to_be_visible()
    await page.wait_for_load_state()  # what listens to keys comes after the words


async def opens(page: Page, url: str, case: Case) -> None:
    await page.route("**", without_background)
    await page.goto(f"{url}/cases/{case.id}")
    await signs_in(page)


async def begins_a_note(page: Page, url: str, case: Case) -> None:
    await opens(page, url, case)
    await page.get_by_label("内部备注").fill(NOTE)


async def test_a_note_whose_sending_was_refused_is_there_after_signing_in_again(
    page: Page, console_url: str, database: Database, case: Case
) -> None:
    await begins_a_note(page, console_url, case)
    await end_sessions(database)
    await page.get_by_role("button", name="记下").click()
    await expect(page.get_by_text("没有办成")).to_be_visible()
    await signs_in(page)
    note = page.get_by_label("内部备注")
    await expect(note).to_have_value(NOTE)
    await expect(page.get_by_text(BACK)).to_be_visible()
    await look(page, "unsent-note")

    await page.get_by_role("button", name="记下").click()
    await expect(page.get_by_role("list").get_by_text(NOTE)).to_be_visible()
    await page.reload()
    await expect(note).to_have_value("")
    await expect(page.get_by_text(BACK)).to_have_count(0)


async def test_a_sheet_that_was_being_filled_in_opens_again(
    page: Page, console_url: str, database: Database, case: Case
) -> None:
    await opens(page, console_url, case)
    await page.keyboard.press("m")
    await page.get_by_role("button", name="告诉本人").click()
    await page.get_by_role("dialog", name="告诉本人").get_by_role("textbox").fill(NOTE)
    await end_sessions(database)
    await page.goto(f"{console_url}/cases/{case.id}")
    await signs_in(page)
    sheet = page.get_by_role("dialog", name="告诉本人")
    await expect(sheet.get_by_role("textbox")).to_have_value(NOTE)
    await expect(sheet.get_by_text(BACK)).to_be_visible()
    await sheet.get_by_role("button", name="不了").click()
    await page.reload()
    await expect(page.get_by_label("内部备注")).to_be_visible()
    assert (
        await page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('unsent'))")
        == []
    )


async def test_the_next_one_at_the_computer_finds_nothing_of_it(
    page: Page, console_url: str, database: Database, case: Case
) -> None:
    await begins_a_note(page, console_url, case)
    await end_sessions(database)
    await page.goto(f"{console_url}/cases/{case.id}")
    await signs_in(page, "second")
    await expect(page.get_by_label("内部备注")).to_have_value("")
    assert NOTE not in await page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")


async def test_signing_out_takes_what_was_begun_along(
    page: Page, console_url: str, case: Case
) -> None:
    await begins_a_note(page, console_url, case)
    await page.get_by_role("button", name="退出").click()
    await expect(page.get_by_label("密码")).to_be_visible()
    assert NOTE not in await page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    await page.goto(f"{console_url}/cases/{case.id}")
    await signs_in(page)
    await expect(page.get_by_label("内部备注")).to_have_value("")


async def test_what_a_lost_line_swallowed_has_not_arrived(
    page: Page, console_url: str, case: Case
) -> None:
    await begins_a_note(page, console_url, case)
    await page.route("**/note*", lambda route: route.abort())
    await page.get_by_role("button", name="记下").click()
    await expect(page).to_have_url(re.compile("^chrome-error:"))
    await page.go_back()
    await page.reload()
    await expect(page.get_by_label("内部备注")).to_have_value(NOTE)
    await expect(page.get_by_text(BACK)).to_be_visible()


async def test_the_last_words_of_a_reply_are_there_too(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        staff = await city_administrator(session)
        application = await waiting_application(session, keyring)
    contact_id: UUID = application.contact_id
    async with database.transaction() as session:
        me = await identity(session, staff)
        await transitions.take_over(session, me, contact_id)
    # The browser's own complaint about a stream that ended is no fault of the page.
    page = await page.context.new_page()
    await page.route("**", without_background)
    await page.goto(f"{console_url}/conversations/{contact_id}")
    await signs_in(page)
    reply = page.get_by_label("回复", exact=True)
    await expect(reply).to_be_editable()
    await end_sessions(database)
    await reply.fill("您先别急，我给站里打个电话。")
    await expect(page.get_by_label("密码")).to_be_visible()
    await page.unroute("**")
    await signs_in(page)
    await expect(reply).to_have_value("您先别急，我给站里打个电话。")
    await expect(page.get_by_text("草稿已保存")).to_be_visible()
    await page.get_by_role("button", name="发送").click()
    await expect(page.locator(".by-staff").get_by_text("您先别急")).to_be_visible()
    await expect(page.get_by_text(BACK)).to_have_count(0)
    await page.reload()
    await expect(reply).to_have_value("")
