"""Debian's chromium; what the browser refuses to run fails the test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from runner.machine import chromium
from tests.waiting import PATIENCE

# Of everything a test expects to see; its own five seconds are too few for a slow machine.
expect.set_options(timeout=PATIENCE * 1000)

# A server that is gone, as at the end of every test, or refuses a change is no mistake of the page.
_NO_MISTAKES = ("net::ERR_", "htmx:sendError", "htmx:afterRequest", "409 (", "422 (")


def _is_ours(message: ConsoleMessage) -> bool:
    return message.type == "error" and not any(words in message.text for words in _NO_MISTAKES)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all tests: starting it takes longer than most of them."""
    executable = chromium()
    if executable is None:
        pytest.skip("chromium is not installed, so nothing was tried in a real browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A desk: 1440 wide, Chinese. Script errors and CSP refusals are collected and must be none."""
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if _is_ours(message) else None,
    )
    yield page
    await context.close()
    assert complaints == [], complaints


@asynccontextmanager
async def another_desk(browser: Browser) -> AsyncIterator[Page]:
    """A browser that shares nothing with the first."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    yield await context.new_page()
    await context.close()


@pytest.fixture
async def colleague(browser: Browser) -> AsyncIterator[Page]:
    async with another_desk(browser) as page:
        yield page
