"""Duty is arranged in a real browser, at a desk and on a phone: nothing is lost, two do not overwrite each other."""

import pytest
from playwright.async_api import Page, expect

from backend.database import Database
from backend.desk import presence
from backend.staff.models import Role, Staff
from tests.backend.desk import city_administrator, open_account
from tests.browser.looking import look
from tests.browser.test_console import sign_in
from tests.browser.test_desk import sign_in as signs_in
from tests.browser.test_every_page import _look as looked_at

pytestmark = pytest.mark.browser

WIDTHS = [390, 1440]


async def team(database: Database) -> Staff:
    """The administrator, 李娜 who works for the city and is there, and a colleague of the county."""
    async with database.transaction() as session:
        await city_administrator(session)
        li = await open_account(session, "li", Role.county_staff, "410100-NF")
        await open_account(session, "wang", Role.county_staff, "410105-NF")
        await presence.come_on_duty(session, li.id, automatically=True)
    return li


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_week_is_filled_in_copied_and_kept(
    page: Page, console_url: str, database: Database, width: int
) -> None:
    await team(database)
    await page.set_viewport_size({"width": width, "height": 844})
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/conversations")
    await look(page, "team-from-desk")
    await page.get_by_role("link", name="排班").click()
    await look(page, "team")
    await page.get_by_role("link", name="测试li", exact=True).click()
    monday = page.get_by_role("group", name="周一")
    await monday.get_by_role("button", name="加一段").click()
    await page.keyboard.type("0900")
    await monday.get_by_label("周一第 1 段，到").fill("12:00")
    await monday.get_by_role("button", name="加一段").click()
    await monday.get_by_label("周一第 2 段，从").fill("14:00")
    await monday.get_by_label("周一第 2 段，到").fill("1730")
    await monday.get_by_role("button", name="抄到别的天").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="周一到周五").click()
    await dialog.get_by_role("button", name="抄过去").click()
    await expect(page.get_by_label("周五第 2 段，到")).to_have_value("17:30")
    await page.get_by_label("最多几个").fill("3")
    await page.get_by_label("只接这些县").check()
    await page.get_by_label("金水区").check()
    await page.get_by_label("中原区").check()
    await page.get_by_label("只接这些行业").check()
    await page.get_by_label("外卖配送").check()
    night = page.get_by_role("group", name="周六")
    await night.get_by_role("button", name="加一段").click()
    await night.get_by_label("周六第 1 段，从").fill("22:00")
    await night.get_by_label("周六第 1 段，到").fill("6")
    await page.keyboard.press("Tab")
    await expect(night.get_by_text("次日")).to_be_visible()
    await look(page, "team-member")
    await page.get_by_role("button", name="存下").click()
    await expect(page.get_by_text("存好了")).to_be_visible()
    await page.get_by_role("link", name="值班排班").first.click()
    line = page.get_by_role("row").filter(has=page.get_by_role("link", name="测试li", exact=True))
    await expect(line).to_contain_text("0 / 3")
    await expect(line).to_contain_text("中原区、金水区")
    await expect(line).to_contain_text("22:00–次日 6:00")
    await look(page, "team-planned")


@pytest.mark.parametrize("width", WIDTHS)
async def test_what_is_wrong_is_said_at_its_day_and_nothing_is_lost(
    page: Page, console_url: str, database: Database, width: int
) -> None:
    li = await team(database)
    await page.set_viewport_size({"width": width, "height": 844})
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/desk/team/{li.id}")
    await page.get_by_label("最多几个").fill("99")
    for begins, finishes in (("9", "12"), ("11:00", "1300")):
        await page.get_by_role("button", name="周二加一段").click()
        await page.keyboard.type(begins)
        await page.keyboard.press("Tab")
        await page.keyboard.type(finishes)
    await page.get_by_role("button", name="存下").click()
    await expect(page.get_by_role("alert")).to_contain_text("有 2 处要改")
    await expect(page.get_by_text("和前面一段重叠了")).to_be_visible()
    await expect(page.get_by_label("最多几个")).to_be_focused()
    await expect(page.get_by_label("最多几个")).to_have_value("99")
    await expect(page.get_by_label("周二第 2 段，到")).to_have_value("13:00")
    await look(page, "team-wrong")
    await page.get_by_label("最多几个").fill("4")
    await page.get_by_role("button", name="去掉周二第 2 段").click()
    await page.get_by_role("button", name="存下").click()
    await expect(page.get_by_text("存好了")).to_be_visible()


async def test_who_comes_second_sees_what_the_first_changed_and_keeps_their_own(
    page: Page, console_url: str, database: Database
) -> None:
    li = await team(database)
    await sign_in(page, console_url)
    other = await page.context.new_page()
    for tab in (page, other):
        await tab.goto(f"{console_url}/desk/team/{li.id}")
    await other.get_by_label("最多几个").fill("2")
    await other.get_by_role("button", name="存下").click()
    await expect(other.get_by_text("存好了")).to_be_visible()
    await page.get_by_label("最多几个").fill("9")
    await page.get_by_role("button", name="存下").click()
    await expect(page.get_by_role("alert")).to_contain_text("现在是「2 个」，您填的是「9 个」")
    await look(page, "team-meanwhile")
    await page.get_by_role("button", name="存下").click()
    await expect(page.get_by_text("存好了")).to_be_visible()
    await expect(page.get_by_label("最多几个")).to_have_value("9")


async def test_a_shift_is_added_copied_and_kept_with_the_keyboard_alone(
    page: Page, console_url: str, database: Database
) -> None:
    li = await team(database)
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/desk/team/{li.id}")
    await page.get_by_role("button", name="周一加一段").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.type("0830")
    await page.keyboard.press("Tab")
    await page.keyboard.type("1130")
    await page.get_by_role("button", name="把周一抄到别的天").press("Enter")
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="抄过去").press("Enter")
    await expect(page.get_by_label("周二第 1 段，从")).to_have_value("08:30")
    await expect(page.get_by_role("button", name="把周一抄到别的天")).to_be_focused()
    await page.get_by_role("button", name="存下").press("Enter")
    await expect(page.get_by_text("存好了")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_full_form_and_ones_own_page_can_be_used_without_seeing_them(
    page: Page, console_url: str, database: Database, width: int
) -> None:
    li = await team(database)
    here = f"/desk/team/{li.id}"
    await page.set_viewport_size({"width": width, "height": 844})
    await sign_in(page, console_url)
    await page.goto(f"{console_url}{here}?week=2026-11-23")
    for choice in ("只接这些县", "只接这些行业"):
        await page.get_by_label(choice).check()
    await page.get_by_role("button", name="周三加一段").click()
    await page.get_by_role("button", name="存下").click()
    await expect(page.get_by_role("alert")).to_contain_text("有 2 处要改")
    troubles = await looked_at(page, here, width)
    await page.get_by_role("button", name="把周三抄到别的天").click()
    troubles += await looked_at(page, "copy", width)
    await page.context.clear_cookies()
    await signs_in(page, console_url, "li")
    await page.goto(f"{console_url}{here}")
    await expect(page.get_by_text("要改，请找市级或省级管理员")).to_be_visible()
    assert troubles + await looked_at(page, here, width) == []
