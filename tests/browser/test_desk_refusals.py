"""What could not be done at the desk says so where one looks, and keeps what was written."""

import re

import pytest
from playwright.async_api import Page, expect

from backend.membership.models import Application
from tests.browser.looking import look
from tests.browser.test_desk import opens, sign_in, waiting

__all__ = ["waiting"]

pytestmark = pytest.mark.browser


async def takes(page: Page, console_url: str, waiting: Application) -> None:
    await sign_in(page, console_url)
    await opens(page, console_url, waiting)
    await page.keyboard.press("t")
    await expect(page.locator(".holder")).to_have_text("您在接待")
    await page.wait_for_load_state()  # what listens to keys comes after the words


async def test_who_reached_for_it_second_hears_who_has_it_and_not_of_words_nobody_wrote(
    page: Page, colleague: Page, console_url: str, waiting: Application
) -> None:
    await sign_in(page, console_url)
    await sign_in(colleague, console_url, "second")
    await opens(page, console_url, waiting)
    await opens(colleague, console_url, waiting)
    # The line is slow: nothing tells this page that the other was faster.
    await colleague.route(re.compile(r"/(standing|thread)$"), lambda route: route.abort())
    await page.keyboard.press("t")
    await expect(page.locator(".holder")).to_have_text("您在接待")
    await colleague.keyboard.press("t")
    await expect(colleague.get_by_role("alert")).to_contain_text("没有办成")
    await expect(colleague.get_by_role("alert")).to_contain_text("测试city在接待")
    await expect(colleague.get_by_text("没发出去")).to_have_count(0)


async def test_a_sheet_that_was_refused_stays_open_and_says_why(
    page: Page, console_url: str, waiting: Application
) -> None:
    page = await page.context.new_page()  # the browser's own complaint of a 422 is no fault
    await takes(page, console_url, waiting)
    await page.keyboard.press("e")
    sheet = page.get_by_role("dialog", name="结束对话")
    await sheet.get_by_role("textbox").fill("　 　")
    await sheet.get_by_role("button", name="结束").click()
    await expect(sheet.get_by_role("alert")).to_contain_text("没有办成")
    await look(page, "desk-sheet-refused")

    await page.route(re.compile(r"/close$"), lambda route: route.abort())
    await sheet.get_by_role("textbox").fill("讲清楚了")
    await sheet.get_by_role("button", name="结束").click()
    await expect(sheet.get_by_role("alert")).to_contain_text("网络不通")
    await expect(sheet.get_by_role("textbox")).to_have_value("讲清楚了")

    await sheet.get_by_role("button", name="不了").click()
    await page.keyboard.press("e")
    await expect(sheet.get_by_role("textbox")).to_have_value("讲清楚了")
    await expect(sheet.get_by_role("alert")).to_have_count(0)  # of another time

    await page.unroute(re.compile(r"/close$"))
    await sheet.get_by_role("button", name="结束").click()
    await expect(sheet).to_be_hidden()
    await expect(page.locator(".holder")).to_have_text("助手在接待")


async def test_a_fault_of_ours_is_called_so_and_the_words_stay(
    page: Page, console_url: str, waiting: Application
) -> None:
    # What the browser says of a refused request is no fault of the page.
    page = await page.context.new_page()
    await takes(page, console_url, waiting)
    await page.route(re.compile(r"/close$"), lambda route: route.fulfill(status=500, body="{}"))
    await page.keyboard.press("e")
    sheet = page.get_by_role("dialog", name="结束对话")
    await sheet.get_by_role("textbox").fill("讲清楚了")
    await sheet.get_by_role("button", name="结束").click()
    await expect(sheet.get_by_text("没有办成，不怪您")).to_be_visible()
    await expect(sheet.get_by_role("textbox")).to_have_value("讲清楚了")


async def test_a_sheet_begins_at_its_first_field(
    page: Page, console_url: str, waiting: Application
) -> None:
    await sign_in(page, console_url)
    await opens(page, console_url, waiting)
    await page.keyboard.press("t")
    await page.get_by_role("button", name="转给").click()
    await expect(page.get_by_label("同事或工会")).to_be_focused()


async def test_a_text_that_is_full_says_so(
    page: Page, console_url: str, waiting: Application
) -> None:
    await takes(page, console_url, waiting)
    await page.keyboard.press("e")
    sheet = page.get_by_role("dialog", name="结束对话")
    note = sheet.get_by_role("textbox")
    await note.focus()
    await page.keyboard.insert_text("核对过，" * 200)
    await expect(sheet.get_by_text("写满 500 字了")).to_be_visible()
    await note.fill("核对过")
    await expect(sheet.get_by_text("写满")).to_have_count(0)


async def test_a_list_that_looks_again_leaves_the_keyboard_where_it_was(
    page: Page, console_url: str, waiting: Application
) -> None:
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/conversations")
    await expect(page.locator("[data-row]")).to_have_count(1)
    await page.wait_for_load_state()  # what listens to keys comes after the words
    await page.keyboard.press("j")
    async with page.expect_response(re.compile(r"/desk/list")):
        await page.evaluate("document.dispatchEvent(new CustomEvent('desk:changed'))")
    await expect(page.locator("[data-row].is-current a")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("普通话：我想找工作人员")).to_be_visible()


async def test_one_slip_of_a_key_hands_nobody_back_who_waits_for_an_answer(
    page: Page, console_url: str, waiting: Application
) -> None:
    await takes(page, console_url, waiting)
    await page.keyboard.press("b")
    sheet = page.get_by_role("dialog", name="转回助手")
    await expect(sheet.get_by_text("您还没有回")).to_be_visible()
    await page.keyboard.press("Enter")  # what is offered first changes nothing
    await expect(sheet).to_be_hidden()
    await expect(page.locator(".holder")).to_have_text("您在接待")
    await page.keyboard.press("b")
    await sheet.get_by_role("button", name="转回助手").click()
    await expect(page.locator(".holder")).to_have_text("助手在接待")
