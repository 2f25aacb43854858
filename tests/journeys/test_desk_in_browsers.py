"""A courier on the phone and two staff at their desks, through every process: asked, passed on, answered."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from runner.stack import Stack
from tests.browser.test_desk_photos import file_of, is_loaded, picture
from tests.browsing import another_desk
from tests.journeys.test_join_and_approve import new_phone, password_of, say

pytestmark = [pytest.mark.browser, pytest.mark.journey]


@pytest.fixture
async def desks(browser: Browser, colleague: Page) -> AsyncIterator[tuple[Page, Page]]:
    """Two browsers that share nothing, nor anything with the phone's."""
    async with another_desk(browser) as desk:
        yield desk, colleague


async def sign_in(desk: Page, stack: Stack, username: str) -> None:
    await desk.goto(f"{stack.urls['backend']}/conversations")
    await desk.get_by_label("用户名").fill(username)
    await desk.get_by_label("密码").fill(password_of(username, stack.data_dir))
    await desk.get_by_role("button", name="登录").click()
    await expect(desk.get_by_role("heading", name="对话")).to_be_visible()


async def answers(desk: Page, words: str) -> None:
    await expect(desk.get_by_label("回复", exact=True)).to_be_editable()
    await desk.get_by_label("回复", exact=True).fill(words)
    await desk.keyboard.press("Control+Enter")
    await expect(desk.locator(".by-staff").get_by_text(words)).to_be_visible()


async def contact_of(phone: Locator, stack: Stack) -> str:
    """Other tests' people wait in the same system."""
    openid = await phone.get_attribute("data-openid")
    connection = await asyncpg.connect(stack.env["DATABASE_URL"])
    try:
        return str(await connection.fetchval("SELECT id FROM contacts WHERE openid = $1", openid))
    finally:
        await connection.close()


async def opens(desk: Page, contact_id: str) -> None:
    """Nobody reloads a page: the line comes by itself."""
    line = desk.locator(f'#desk-list [data-contact="{contact_id}"]')
    await expect(line).to_contain_text("想找工作人员")
    await line.get_by_role("link").click()
    await expect(desk.locator("#thread").get_by_text("转人工").first).to_be_visible()


async def test_a_courier_is_taken_passed_on_and_answered_while_both_desks_follow(
    page: Page, desks: tuple[Page, Page], stack: Stack
) -> None:
    province, zhengzhou = desks
    await sign_in(province, stack, "province")
    await sign_in(zhengzhou, stack, "zhengzhou")
    phone = await new_phone(page, stack.urls["simulator"])
    await expect(phone.get_by_text("娘家人").last).to_be_visible()
    await say(phone, "转人工", "河南省总工会")

    contact_id = await contact_of(phone, stack)
    await opens(province, contact_id)
    await province.get_by_role("button", name="接手").click()
    await answers(province, "您好，您在哪个区送单？")
    await expect(phone.get_by_text("您在哪个区送单").last).to_be_visible()
    await say(phone, "金水区这边", "金水区这边")
    await expect(province.locator("#thread").get_by_text("金水区这边")).to_be_visible()

    await province.get_by_role("button", name="转给").click()
    sheet = province.get_by_role("dialog", name="转给")
    await sheet.get_by_label("同事或工会").select_option(label="郑州市新业态工会联合会")
    await sheet.get_by_role("button", name="转过去").click()
    await expect(province.get_by_text("等人接，助手先陪着")).to_be_visible()

    await opens(zhengzhou, contact_id)
    await zhengzhou.get_by_role("button", name="接手").click()
    await answers(zhengzhou, "我是郑州的，明天上午九点给您打电话")
    await expect(phone.get_by_text("明天上午九点").last).to_be_visible()
    await expect(province.locator(".holder")).to_have_text("郑州演示在接待")
    # The first desk may look on, and cannot speak.
    await expect(province.get_by_label("回复", exact=True)).to_be_hidden()
    await expect(province.locator("#lookers")).to_contain_text("郑州演示")


async def test_the_couriers_phone_shows_what_the_colleague_sent(
    page: Page, colleague: Page, stack: Stack
) -> None:
    desk = colleague
    await sign_in(desk, stack, "province")
    phone = await new_phone(page, stack.urls["simulator"])
    await expect(phone.get_by_text("娘家人").last).to_be_visible()
    await say(phone, "转人工", "河南省总工会")
    await desk.goto(f"{stack.urls['backend']}/conversations/{await contact_of(phone, stack)}")
    await desk.get_by_role("button", name="接手").click()
    await expect(desk.get_by_label("回复", exact=True)).to_be_editable()
    await desk.get_by_label("照片", exact=True).set_input_files(file_of(picture()))
    await expect(desk.get_by_text("照片会先发，文字跟在后面")).to_be_visible()
    await desk.get_by_label("回复", exact=True).fill("照这张填")
    await desk.keyboard.press("Control+Enter")
    await expect(phone.get_by_text("照这张填").last).to_be_visible()
    photo = phone.locator("img[src*='/mmbiz/']").last
    await expect(photo).to_be_visible()
    assert await photo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    assert await is_loaded(desk)
