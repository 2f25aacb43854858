"""Debian's chromium against a running backend; what the browser refuses to run fails the test."""

import threading
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import uvicorn
from playwright.async_api import ConsoleMessage, Page, async_playwright

from backend.app import create_app
from backend.config import Settings
from backend.database import Database
from runner.machine import chromium
from tests.backend.conftest import (  # noqa: F401
    database,
    keyring,
    migrated_url,
    peers,
    servers,
    settings,
)


@pytest.fixture
def console_url(settings: Settings, database: Database) -> Iterator[str]:  # noqa: F811
    """The backend as its own server, on a port of its own."""
    config = uvicorn.Config(
        create_app(settings),
        host="127.0.0.1",
        port=0,
        log_level="warning",
        timeout_graceful_shutdown=1,  # pages hold their stream open
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


def _is_ours(message: ConsoleMessage) -> bool:
    """A server that is gone, as at the end of every test, or refuses a change is no mistake of the page."""
    expected = any(words in message.text for words in ("net::ERR_", "409 (", "422 ("))
    return message.type == "error" and not expected


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A desk: 1440 wide, Chinese. Script errors and CSP refusals are collected and must be none."""
    executable = chromium()
    if executable is None:
        pytest.skip("chromium is not installed, so nothing was tried in a real browser")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
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
        await browser.close()
    assert complaints == []
