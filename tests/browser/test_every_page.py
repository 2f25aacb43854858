"""Every page of the console can be used without seeing it, without a mouse and on a phone: axe looks at each."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from fastapi.routing import iter_route_contexts
from playwright.async_api import Page, expect

from backend.config import Settings
from backend.console.router import router
from backend.database import Database
from backend.privacy.keyring import Keyring
from tests.browser.office import Office, a_busy_office
from tests.browser.test_desk import sign_in

pytestmark = pytest.mark.browser

# Parts of pages, pictures and files; everything else that answers GET is a page and is looked at.
_NO_PAGES = {
    "/alarms/badge",
    "/alarms/{alarm_id}",  # leads on to whom it is about
    "/applications/{application_id}/photos/{side}",
    "/cases/{case_id}/evidence/{document_id}",
    "/cases/{case_id}/papers/{kind}.{form}",
    "/codes/{code_id}/image.svg",
    "/codes/{code_id}/poster.pdf",
    "/codes/{code_id}/poster.png",
    "/conversations/{contact_id}/canned",
    "/conversations/{contact_id}/meanwhile",
    "/conversations/{contact_id}/person",
    "/conversations/{contact_id}/photos/{document_id}",
    "/conversations/{contact_id}/recordings/{document_id}",
    "/conversations/{contact_id}/standing",
    "/conversations/{contact_id}/thread",
    "/conversations/{contact_id}/videos/{document_id}",
    "/desk/duty",
    "/desk/events",
    "/desk/list",
    "/statistics/cases.csv",
}
# What a page shows only when asked for.
_MORE = (
    "/applications?q=没有这个人",
    "/cases?view=board",
    "/cases?status=all&q=没有这个人",
    "/cases/exports?kind=wage_arrears",
    "/conversations?tab=all",
    "/conversations/{contact_id}?pane=person",
    "/search?q=张小满",
    "/statistics/cases?from=2020-01-01&to=2020-01-31",
    "/statistics/desk?from=2020-01-01&to=2020-01-31",
)
# Only who runs the account opens these.
_PROVINCES = {"/account"}
# Off unless asked for: at least 24 px to hit.
_RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
_NARROW = 390
# A dialog is part of the page only while it is open.
_OPEN_DIALOGS = (
    """() => [...document.querySelectorAll("dialog[id]:not([open])")].map((dialog) => dialog.id)"""
)


def _paths() -> Iterator[str]:
    routes = iter_route_contexts(router.routes)
    paths = {route.path or "" for route in routes if "GET" in (route.methods or ())}
    assert paths >= _NO_PAGES, "a path that is gone stands among those that are no pages"
    yield from sorted(paths - _NO_PAGES)
    yield from _MORE


def _told(results: Any) -> list[str]:
    """The rule, what it wants, and where it is broken: enough to mend it."""
    return [
        f"{each['impact']} {each['id']}: {node['html'][:160]} — {node['failureSummary'][:200]}"
        for each in results.response["violations"]
        for node in each["nodes"]
    ]


async def _look(page: Page, path: str, width: int) -> list[str]:
    troubles = _told(await Axe().run(page, options=_RULES))
    overflow = await page.evaluate("document.documentElement.scrollWidth")
    if overflow > width:
        troubles.append(f"{overflow} wide")
    return [f"{path}: {trouble}" for trouble in troubles]


async def _look_at_dialogs(page: Page, path: str) -> list[str]:
    found: list[str] = []
    for name in await page.evaluate(_OPEN_DIALOGS):
        await page.evaluate("(name) => document.getElementById(name).showModal()", name)
        found += [
            f"{path} {name}: {trouble}"
            for trouble in _told(await Axe().run(page, f"#{name}", _RULES))
        ]
        await page.evaluate("(name) => document.getElementById(name).close()", name)
    return found


@pytest.fixture
async def office(database: Database, keyring: Keyring, settings: Settings) -> Office:
    return await a_busy_office(database, keyring, settings)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("width", [_NARROW, 1440])
async def test_axe_finds_no_trouble_on_any_page(
    page: Page, console_url: str, office: Office, width: int
) -> None:
    await page.set_viewport_size({"width": width, "height": 844})
    await page.goto(f"{console_url}/sign-in")
    troubles = await _look(page, "/sign-in", width)
    for username, paths in (("city", set(_paths()) - _PROVINCES), ("province", _PROVINCES)):
        await page.context.clear_cookies()
        await sign_in(page, console_url, username)
        for path in sorted(paths):
            answer = await page.goto(console_url + path.format(**office.ids))
            assert answer is not None
            assert answer.status == 200, path
            troubles += await _look(page, path, width)
            if width == _NARROW:  # a dialog is no wider on a desk
                troubles += await _look_at_dialogs(page, path)
    assert troubles == []


async def test_axe_finds_no_trouble_in_what_was_revealed(
    page: Page, console_url: str, office: Office
) -> None:
    await sign_in(page, console_url)
    await page.goto(f"{console_url}/conversations/{office.ids['contact_id']}")
    await page.get_by_role("button", name="语音，点开写明理由后收听").click()
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="播放").click()
    await expect(page.get_by_role("button", name="暂停")).to_be_visible()
    troubles = await _look(page, "thread", 1440)
    await page.goto(f"{console_url}/cases/{office.ids['case_id']}")
    await page.keyboard.press("v")
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("group", name="站长的语音")).to_be_visible()
    assert troubles + await _look(page, "case", 1440) == []
