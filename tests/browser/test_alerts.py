"""Somebody waits, and whoever asked to be told hears it and sees it; nobody else is disturbed."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from backend.conversations import handoffs
from backend.database import Database
from backend.membership.models import Application
from backend.privacy.keyring import Keyring
from tests.backend.desk import city_administrator, waiting_application
from tests.browser.test_desk import sign_in
from tests.waiting import until

pytestmark = pytest.mark.browser

# What the loudspeaker and the notification area get, written down on the way there. Headless
# chromium has neither a loudspeaker nor a notification area to look at.
_WRITE_DOWN = """() => {
  window.rung = 0;
  window.shown = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    window.rung += 1;
    return start.apply(this, when);
  };
  window.Notification = new Proxy(window.Notification, {
    construct(target, [title, options]) {
      const note = new target(title, options);
      window.shown.push({ title, body: options.body, note });
      return note;
    },
  });
}"""
_AWAY = 'Object.defineProperty(document, "hidden", { get: () => true })'


@pytest.fixture
async def person(database: Database, keyring: Keyring) -> Application:
    """张小满, who will ask for somebody; 王芳 is at the desk."""
    async with database.transaction() as session:
        await city_administrator(session)
        return await waiting_application(session, keyring)


@pytest.fixture
async def desk(page: Page, console_url: str, person: Application) -> Page:
    """On a page of the console that is no conversation, and listening."""
    await page.add_init_script(f"({_WRITE_DOWN})()")
    await sign_in(page, console_url)
    async with page.expect_response(f"{console_url}/desk/events*"):
        await page.goto(f"{console_url}/conversations")
    await expect(page.get_by_role("button", name="开提醒")).to_be_visible()
    return page


async def asks_for_somebody(
    database: Database, person: Application, reason: str = "wage_arrears"
) -> None:
    async with database.transaction() as session:
        await handoffs.request(
            session, person.contact_id, reason=reason, county_code=person.county_code
        )


async def permission(page: Page) -> Any:
    return await page.evaluate("Notification.permission")


async def shown(page: Page) -> Any:
    return await page.evaluate("window.shown.map(({ title, body }) => [title, body])")


async def becomes_true(page: Page, expression: str) -> None:
    """Asked from here: what waits inside the page is evaluated there, which its policy forbids."""

    async def is_true() -> bool:
        return bool(await page.evaluate(expression))

    await until(is_true, lambda: expression)


async def test_who_asked_for_nothing_is_not_disturbed(
    desk: Page, database: Database, person: Application
) -> None:
    await desk.context.grant_permissions(["notifications"])
    await desk.evaluate(_AWAY)
    await asks_for_somebody(database, person)
    await expect(desk.get_by_role("link", name="张")).to_be_visible()
    assert await desk.evaluate("window.rung") == 0
    assert await shown(desk) == []


async def test_the_browser_is_asked_once_somebody_wants_to_be_told(desk: Page) -> None:
    await desk.evaluate(
        "() => { Notification.requestPermission = async () => (window.asked = true); }"
    )
    assert await desk.evaluate("window.asked ?? null") is None
    await desk.get_by_role("button", name="开提醒").click()
    await expect(desk.get_by_role("button", name="提醒已开", pressed=True)).to_be_visible()
    assert await desk.evaluate("window.asked") is True
    # The press itself is heard: so one knows how it sounds.
    assert await desk.evaluate("window.rung") == 2


async def test_a_new_conversation_rings_and_shows_a_note_without_a_name(
    desk: Page, database: Database, person: Application
) -> None:
    await desk.context.grant_permissions(["notifications"])
    await desk.get_by_role("button", name="开提醒").click()
    await expect(desk.get_by_role("button", name="提醒已开")).to_be_visible()
    assert await permission(desk) == "granted"
    await desk.evaluate("window.rung = 0")
    await desk.evaluate(_AWAY)
    await asks_for_somebody(database, person)
    await becomes_true(desk, "window.rung === 2")
    assert await shown(desk) == [["工会工作台", "有人在等人接"]]


async def test_who_looks_at_the_page_hears_it_and_needs_no_note(
    desk: Page, database: Database, person: Application
) -> None:
    await desk.context.grant_permissions(["notifications"])
    await desk.get_by_role("button", name="开提醒").click()
    await expect(desk.get_by_role("button", name="提醒已开")).to_be_visible()
    await desk.evaluate("window.rung = 0")
    await asks_for_somebody(database, person)
    await becomes_true(desk, "window.rung === 2")
    assert await shown(desk) == []


async def test_the_note_leads_to_the_conversation(
    desk: Page, database: Database, person: Application
) -> None:
    await desk.context.grant_permissions(["notifications"])
    await desk.get_by_role("button", name="开提醒").click()
    await desk.evaluate(_AWAY)
    await asks_for_somebody(database, person)
    await becomes_true(desk, "window.shown.length === 1")
    await desk.evaluate("window.shown[0].note.dispatchEvent(new Event('click'))")
    await expect(desk).to_have_url(re.compile(f"/conversations/{person.contact_id}$"))


async def test_after_it_was_switched_off_it_is_quiet_again(
    desk: Page, database: Database, person: Application
) -> None:
    await desk.context.grant_permissions(["notifications"])
    await desk.get_by_role("button", name="开提醒").click()
    await desk.get_by_role("button", name="提醒已开").click()
    await expect(desk.get_by_role("button", name="开提醒", pressed=False)).to_be_visible()
    await desk.evaluate("window.rung = 0")
    await desk.evaluate(_AWAY)
    await asks_for_somebody(database, person)
    await expect(desk.get_by_role("link", name="张")).to_be_visible()
    assert await desk.evaluate("window.rung") == 0
    assert await shown(desk) == []
