"""The page where people allow notices: signed for the address they see, plain when it cannot work."""

from pathlib import Path

import httpx
import pytest

from backend.app import create_app
from backend.config import SIMULATED_NOTICES, Environment, Settings
from backend.contracts.notices import NoticeKind
from backend.conversations.notice_config import read_templates
from tests.backend.peers import Peers


@pytest.fixture
def settings(settings: Settings) -> Settings:
    changes = {
        "member_pages_url": "https://union.example/",
        "wechat_js_sdk_url": "https://sdk.example/jweixin.js",
    }
    return settings.model_copy(update=changes)


async def test_the_page_carries_the_signature_and_the_templates(
    client: httpx.AsyncClient, peers: Peers
) -> None:
    page = await client.get("/m/notices?from=chat")
    assert page.status_code == 200
    assert peers.signed == ["https://union.example/m/notices?from=chat"]
    assert 'data-signature="s-1"' in page.text
    for template in read_templates(SIMULATED_NOTICES).values():
        assert template.subscribe in page.text
    assert '<script src="https://sdk.example/jweixin.js">' in page.text


async def test_edge_22_our_pages_ask_nobody_who_they_are(client: httpx.AsyncClient) -> None:
    """No code to use twice, no snapshot to mistake for a person, no state to tamper with."""
    plain = (await client.get("/m/notices")).text
    assert "oauth2" not in plain
    assert "openid" not in plain
    visited = await client.get("/m/notices?code=stolen&state=x&openid=oSomebody&is_snapshotuser=1")
    assert visited.status_code == 200
    assert "oSomebody" not in visited.text
    assert "set-cookie" not in visited.headers


async def test_only_our_script_and_wechats_may_run_on_it(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/m/notices")).headers["Content-Security-Policy"]
    assert "script-src 'self' https://sdk.example;" in policy


async def test_without_a_signature_the_page_says_what_to_do_instead(
    client: httpx.AsyncClient, peers: Peers
) -> None:
    peers.bot_is_up = False
    page = await client.get("/m/notices")
    assert page.status_code == 200
    assert "wx-open-subscribe" not in page.text
    assert "回到公众号随便说句话" in page.text


async def test_its_files_are_small(client: httpx.AsyncClient) -> None:
    parts = ["/m/notices", "/m/static/pages.css", "/m/static/notices.js"]
    sizes = [len((await client.get(part)).content) for part in parts]
    assert sum(sizes) < 100_000


@pytest.mark.parametrize(
    ("pages_url", "file", "offered"),
    [
        ("https://union.example", SIMULATED_NOTICES, "https://union.example/m/notices"),
        ("", SIMULATED_NOTICES, ""),
        ("https://union.example", None, ""),
    ],
)
def test_in_production_the_page_is_offered_only_where_it_works(
    settings: Settings, pages_url: str, file: Path | None, offered: str
) -> None:
    changes = {
        "environment": Environment.production,
        "member_pages_url": pages_url,
        "notices_file": file,
    }
    app = create_app(settings.model_copy(update=changes))
    assert app.state.notices_url == offered


def test_every_kind_of_notice_can_be_allowed_there() -> None:
    assert len(NoticeKind) <= 3  # more than WeChat's button asks for at once
