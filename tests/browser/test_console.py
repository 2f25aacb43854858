"""A city administrator clears the queue with the keyboard, in a real browser."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from backend.conversations import handoffs
from backend.database import Database
from backend.privacy.keyring import Keyring
from tests.backend.desk import PASSWORD, city_administrator, waiting_application

pytestmark = pytest.mark.browser


async def sign_in(page: Page, url: str) -> None:
    await page.goto(url)
    await page.get_by_label("用户名").fill("city")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_role("heading", name="待办")).to_be_visible()


async def test_two_applications_are_decided_without_touching_the_mouse(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        await city_administrator(session)
        await waiting_application(session, keyring, name="张小满")
        await waiting_application(session, keyring, name="李大河", due_in=timedelta(days=3))
    await sign_in(page, console_url)
    await page.get_by_role("link", name="待审核").click()
    await expect(page.get_by_role("heading", name="入会审核")).to_be_visible()
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="张*")).to_be_visible()

    await page.keyboard.press("v")
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("cell", name="张小满")).to_be_visible()

    await page.keyboard.press("a")
    await expect(page.get_by_role("status").filter(has_text="已通过")).to_be_visible()
    await expect(page.get_by_role("heading", name="李*")).to_be_visible()

    await page.keyboard.press("r")
    await page.keyboard.press("2")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("都审完了")).to_be_visible()

    await page.get_by_role("link", name="会员", exact=True).click()
    await expect(page.get_by_role("link", name="HN410105000001")).to_be_visible()


async def test_filters_change_the_list_and_the_address_without_loading_anew(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        await city_administrator(session)
        rider = await waiting_application(session, keyring)
        courier = await waiting_application(session, keyring, trade="courier")
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/applications")
    await page.get_by_label("行业").select_option("courier")
    await expect(page.get_by_role("link", name=str(courier.number))).to_be_visible()
    await expect(page.get_by_role("link", name=str(rider.number))).to_be_hidden()
    assert "trade=courier" in page.url
    await page.go_back()
    await expect(page.get_by_role("link", name=str(rider.number))).to_be_visible()


async def test_a_reason_is_asked_for_before_anything_is_sent(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        await city_administrator(session)
        application = await waiting_application(session, keyring)
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/applications/{application.id}")
    await page.keyboard.press("x")
    await page.get_by_role("dialog").get_by_role("button", name="驳回").click()
    await expect(page.get_by_role("dialog", name="驳回")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="驳回")).to_be_hidden()


async def test_on_a_phone_every_way_of_the_navigation_is_in_sight_even_with_a_count(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        await city_administrator(session)
        for _ in range(12):
            application = await waiting_application(session, keyring)
            await handoffs.request(
                session,
                application.contact_id,
                reason="wage_arrears",
                county_code=application.county_code,
            )
    await page.set_viewport_size({"width": 390, "height": 844})
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/calendar")
    await expect(page.locator("[data-nav-count]")).to_have_text("12")
    last = page.get_by_role("navigation").first.get_by_role("link", name="设置")
    box = await last.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
