"""Lists that look again by themselves get over a look that failed."""

import pytest
from playwright.async_api import Page, Route, expect

from backend.conversations import handoffs
from backend.database import Database
from backend.privacy.keyring import Keyring
from tests.backend.desk import city_administrator, waiting_application
from tests.browser.test_desk import sign_in

pytestmark = pytest.mark.browser


async def test_after_a_look_without_an_answer_it_looks_again(
    page: Page, console_url: str, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        await city_administrator(session)
        application = await waiting_application(session, keyring)
    # What the browser says of a lost line is no fault of the page; an error in the page is.
    page = await page.context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await sign_in(page, console_url)
    lost: list[str] = []

    async def lose_one(route: Route) -> None:
        if lost or "x-background" not in route.request.headers:
            await route.continue_()
        else:
            lost.append(route.request.url)
            await route.abort()

    await page.route(f"{console_url}/", lose_one)
    async with database.transaction() as session:
        await handoffs.request(
            session,
            application.contact_id,
            reason="wage_arrears",
            county_code=application.county_code,
        )
    waiting = page.get_by_role("region", name="等人回应")
    await expect(waiting.get_by_role("link", name="1 全部")).to_be_visible(timeout=20_000)
    assert lost
    assert faults == []
