"""The drafts of one's case, on a phone in the sun: nothing hidden, nothing too wide, every file one tap away."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from backend.database import Database, utc_now
from backend.paperwork import links
from backend.privacy.keyring import Keyring
from tests.backend.cases.stage import offices, opened
from tests.browser.looking import look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1440])
async def test_both_drafts_are_one_tap_away(
    page: Page, console_url: str, database: Database, keyring: Keyring, width: int
) -> None:
    async with database.transaction() as session:
        await offices(session)
        case = await opened(session, keyring)
    await page.set_viewport_size({"width": width, "height": 780})
    await page.goto(f"{console_url}{links.PATH}/{links.key_for(keyring, case.id, now=utc_now())}")
    await expect(page.get_by_role("link", name="看 PDF，能打印")).to_have_count(2)
    async with page.expect_download() as fetched:
        await page.get_by_role("link", name="要 Word，能改").first.click()
    assert (await fetched.value).suggested_filename.endswith("劳动仲裁申请书（草稿）.docx")
    assert (await Axe().run(page)).violations_count == 0
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await look(page, "papers")
