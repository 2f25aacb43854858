"""Pages that learn who opened them, and tickets for the JS-SDK."""

from collections.abc import Callable
from urllib.parse import SplitResult, parse_qs, urlsplit

import pytest
from wechatpy import WeChatOAuth

from simulator.client import Phone
from tests.simulator.public_client import ask, public_client, public_oauth, redirected, refusal
from tests.simulator.support import Platform, Start

PAGE = "http://127.0.0.1:9999/m/card?from=menu#top"


@pytest.fixture
async def phone(platform: Platform) -> Phone:
    return await platform.client.phone("小李", follows=True)


@pytest.fixture
def oauth(platform: Platform) -> WeChatOAuth:
    return public_oauth(platform, PAGE, scope="snsapi_userinfo", state="abc")


async def test_edge_22_a_page_learns_who_opened_it(
    platform: Platform, oauth: WeChatOAuth, phone: Phone
) -> None:
    target = await _visited(platform, oauth, openid=phone.openid)
    query = parse_qs(target.query)
    assert (target.path, target.fragment) == ("/m/card", "top")
    assert (query["from"], query["state"]) == (["menu"], ["abc"])
    tokens = await ask(oauth.fetch_access_token, query["code"][0])
    assert (tokens["openid"], tokens["scope"]) == (phone.openid, "snsapi_userinfo")
    assert "is_snapshotuser" not in tokens
    assert await ask(oauth.check_access_token)
    assert (await ask(oauth.get_user_info))["nickname"] == "小李"
    renewed = await ask(oauth.refresh_access_token, tokens["refresh_token"])
    assert renewed["access_token"] != tokens["access_token"]


async def test_edge_22_a_code_serves_once_and_for_five_minutes(
    platform: Platform, oauth: WeChatOAuth, phone: Phone
) -> None:
    code = await _code(platform, oauth, phone)
    await ask(oauth.fetch_access_token, code)
    assert await refusal(oauth.fetch_access_token, code) == 40163
    late = await _code(platform, oauth, phone)
    platform.clock.move(minutes=5)
    assert await refusal(oauth.fetch_access_token, late) == 42003
    assert await refusal(oauth.fetch_access_token, "made up") == 40029


async def test_tokens_of_pages_expire(platform: Platform, oauth: WeChatOAuth, phone: Phone) -> None:
    tokens = await ask(oauth.fetch_access_token, await _code(platform, oauth, phone))
    assert await refusal(oauth.get_user_info, openid="o" + "0" * 27) == 40003
    platform.clock.move(seconds=7200)
    assert await refusal(oauth.get_user_info) == 42001
    platform.clock.move(days=30)
    assert await refusal(oauth.refresh_access_token, tokens["refresh_token"]) == 42002
    assert await refusal(oauth.refresh_access_token, "made up") == 40030


async def test_a_silent_visit_tells_the_openid_only(platform: Platform, phone: Phone) -> None:
    oauth = public_oauth(platform, PAGE)
    await ask(oauth.fetch_access_token, await _code(platform, oauth, phone))
    assert oauth.open_id == phone.openid
    assert await refusal(oauth.get_user_info) == 48001


async def test_edge_22_a_snapshot_is_of_nobody(
    platform: Platform, oauth: WeChatOAuth, phone: Phone
) -> None:
    target = await _visited(platform, oauth, openid=phone.openid, snapshot="1")
    tokens = await ask(oauth.fetch_access_token, parse_qs(target.query)["code"][0])
    assert tokens["is_snapshotuser"] == 1
    assert tokens["openid"] not in platform.world.phones


async def test_without_an_openid_one_picks_who_it_was(
    platform: Platform, oauth: WeChatOAuth, phone: Phone
) -> None:
    page = await ask(redirected(platform).get, oauth.authorize_url)
    assert "谁打开了这个页面" in page.text
    assert f"openid={phone.openid}" in page.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda oauth: setattr(oauth, "app_id", "wx0"), "AppID"),
        (lambda oauth: setattr(oauth, "scope", "snsapi_everything"), "10005"),
        (lambda oauth: setattr(oauth, "redirect_uri", "javascript:alert(1)"), "redirect_uri"),
        (lambda oauth: setattr(oauth, "redirect_uri", "http://elsewhere.test/"), "10003"),
    ],
)
async def test_a_wrong_address_is_refused_on_the_page(
    start: Start, change: Callable[[WeChatOAuth], None], words: str
) -> None:
    platform = await start(simulator_oauth_domain="127.0.0.1:9999")
    oauth = public_oauth(platform, PAGE)
    change(oauth)
    assert words in (await ask(redirected(platform).get, oauth.authorize_url)).text


async def test_only_a_service_account_may_recognize_people(start: Start) -> None:
    platform = await start(simulator_account_type="verified_subscription")
    oauth = public_oauth(platform, PAGE)
    assert "10005" in (await ask(redirected(platform).get, oauth.authorize_url)).text
    assert await refusal(oauth.fetch_access_token, "x") == 48001


async def test_a_ticket_stays_the_same_until_it_expires(platform: Platform) -> None:
    jsapi = public_client(platform).jsapi
    first = await ask(jsapi.get_ticket)
    platform.clock.move(seconds=7199)
    again = await ask(jsapi.get_ticket)
    assert (again["ticket"], again["expires_in"]) == (first["ticket"], 1)
    platform.clock.move(seconds=1)
    assert (await ask(jsapi.get_ticket))["ticket"] != first["ticket"]
    assert await ask(jsapi.get_jsapi_card_ticket) != await ask(jsapi.get_jsapi_ticket)
    assert await refusal(jsapi.get_ticket, "dance") == 40097


async def _visited(platform: Platform, oauth: WeChatOAuth, **more: str) -> SplitResult:
    get = redirected(platform).get
    answer = await ask(get, oauth.authorize_url, params=more, allow_redirects=False)
    assert answer.status_code == 302
    return urlsplit(str(answer.headers["location"]))


async def _code(platform: Platform, oauth: WeChatOAuth, phone: Phone) -> str:
    target = await _visited(platform, oauth, openid=phone.openid)
    return parse_qs(target.query)["code"][0]
