"""Who may call what, from where, and how often."""

from typing import Any

import pytest

from simulator.access import AccountType, may_call
from tests.simulator.support import Account, Platform, Start


@pytest.mark.parametrize(
    ("account_type", "path", "allowed"),
    [
        (AccountType.verified_service, "/cgi-bin/qrcode/create", True),
        (AccountType.verified_subscription, "/cgi-bin/qrcode/create", False),
        (AccountType.verified_subscription, "/cgi-bin/message/template/send", False),
        (AccountType.verified_subscription, "/cgi-bin/message/custom/send", True),
        (AccountType.test, "/cgi-bin/message/template/send", True),
        (AccountType.test, "/cgi-bin/message/subscribe/bizsend", False),
        (AccountType.unverified, "/cgi-bin/message/custom/send", False),
        (AccountType.unverified, "/cgi-bin/stable_token", True),
    ],
)
def test_an_account_may_call_what_its_type_allows(
    account_type: AccountType, path: str, allowed: bool
) -> None:
    assert may_call(account_type, path) is allowed


async def test_an_unverified_account_gets_a_token_and_nothing_to_send(start: Start) -> None:
    platform = await start(simulator_account_type="unverified")
    phone = await platform.client.phone(follows=True)
    assert await platform.sends_text(phone.openid, "您好") == 48001


@pytest.mark.parametrize("account_type", ["test", "verified_subscription"])
async def test_only_a_verified_service_account_may_send_options(
    platform: Platform, account_type: str
) -> None:
    phone = await platform.client.phone(follows=True)
    await _set(platform, account_type=account_type)
    menu = {"head_content": "请选", "list": [{"id": "1", "content": "好"}], "tail_content": ""}
    body = {"touser": phone.openid, "msgtype": "msgmenu", "msgmenu": menu}
    assert (await platform.call("message/custom/send", body))["errcode"] == 40200
    await _set(platform, account_type="verified_service")
    assert (await platform.call("message/custom/send", body))["errcode"] == 0


async def test_an_address_off_the_list_is_refused_everywhere(platform: Platform) -> None:
    query = {"access_token": await platform.token()}
    await _set(platform, allowed_addresses=["192.0.2.1"])
    refused = (await platform.http.get("/cgi-bin/menu/get", params=query)).json()
    assert refused["errcode"] == 40164
    assert "127.0.0.1" in refused["errmsg"]
    assert "rid: " in refused["errmsg"]
    credentials = {
        "grant_type": "client_credential",
        "appid": platform.settings.wechat_app_id,
        "secret": platform.settings.wechat_app_secret,
    }
    by_get = await platform.http.get("/cgi-bin/token", params=credentials)
    by_post = await platform.http.post("/cgi-bin/stable_token", json=credentials)
    assert by_get.json()["errcode"] == by_post.json()["errcode"] == 40164
    await _set(platform, allowed_addresses=["192.0.2.1", "127.0.0.1"])
    assert (await platform.http.get("/cgi-bin/token", params=credentials)).json()["access_token"]


async def test_a_days_calls_are_counted_and_start_over_at_midnight_in_beijing(
    start: Start,
) -> None:
    path = "/cgi-bin/user/get"
    platform = await start(simulator_daily_limits={path: 2})
    assert await _codes(platform, "user/get", 3) == [0, 0, 45009]
    quota = (await platform.call("openapi/quota/get", {"cgi_path": path}))["quota"]
    assert quota == {"daily_limit": 2, "used": 2, "remain": 0}
    platform.clock.move(hours=6, minutes=59)
    assert await _codes(platform, "user/get", 1) == [45009]
    platform.clock.move(minutes=1)
    assert await _codes(platform, "user/get", 1) == [0]


async def test_a_minutes_calls_are_counted_where_somebody_ordered_it(platform: Platform) -> None:
    await _set(platform, minute_limits={"/cgi-bin/user/get": 2})
    assert await _codes(platform, "user/get", 3) == [0, 0, 45011]
    platform.clock.move(minutes=1)
    assert await _codes(platform, "user/get", 1) == [0]


async def test_a_test_account_may_call_less_often(platform: Platform) -> None:
    asked = {"cgi_path": "/cgi-bin/token"}
    before = await platform.call("openapi/quota/get", asked)
    await _set(platform, account_type="test")
    after = await platform.call("openapi/quota/get", asked)
    assert (before["quota"]["daily_limit"], after["quota"]["daily_limit"]) == (2000, 200)


async def test_the_figures_can_be_cleared_ten_times_a_month(start: Start) -> None:
    platform = await start(simulator_daily_limits={"/cgi-bin/user/get": 1})
    mine = {"appid": platform.settings.wechat_app_id}
    assert await _codes(platform, "user/get", 2) == [0, 45009]
    assert (await platform.call("clear_quota", {"appid": "wx0"}))["errcode"] == 40013
    cleared = [(await platform.call("clear_quota", mine))["errcode"] for _ in range(11)]
    assert cleared == [0] * 10 + [48006]
    assert await _codes(platform, "user/get", 1) == [0]
    platform.clock.move(days=10)
    secret = mine | {"appsecret": platform.settings.wechat_app_secret}
    answer = await platform.http.post("/cgi-bin/clear_quota/v2", json=secret)
    assert answer.json()["errcode"] == 0


async def test_a_new_ordinary_token_leaves_the_old_one_five_minutes(platform: Platform) -> None:
    old, new = [await _ordinary_token(platform) for _ in range(2)]
    assert old != new
    platform.clock.move(seconds=299)
    assert await _errcode_with(platform, old) == await _errcode_with(platform, new) == 0
    platform.clock.move(seconds=1)
    assert await _errcode_with(platform, old) == 42001
    assert await _errcode_with(platform, new) == 0


async def test_ordinary_tokens_are_counted(start: Start) -> None:
    platform = await start(simulator_daily_limits={"/cgi-bin/token": 1})
    await _ordinary_token(platform)
    with pytest.raises(KeyError):
        await _ordinary_token(platform)


async def test_a_stable_token_may_be_forced_twenty_times_a_day(platform: Platform) -> None:
    asked = {
        "grant_type": "client_credential",
        "appid": platform.settings.wechat_app_id,
        "secret": platform.settings.wechat_app_secret,
        "force_refresh": True,
    }
    for _ in range(20):
        answer = await platform.http.post("/cgi-bin/stable_token", json=asked)
        assert answer.json()["access_token"]
        platform.clock.move(seconds=30)
    answer = await platform.http.post("/cgi-bin/stable_token", json=asked)
    assert answer.json()["errcode"] == 45009


async def test_the_platform_checks_the_accounts_url_on_request(
    platform: Platform, account: Account
) -> None:
    answer = await platform.call("callback/check", {"action": "all", "check_operator": "UNICOM"})
    assert answer["ping"][0]["package_loss"] == "0%"
    assert answer["dns"][0]["ip"]
    assert (await platform.call("callback/check", {"action": "x"}))["errcode"] == 40201
    addresses = await _get(platform, "get_api_domain_ip", await platform.token())
    assert addresses["ip_list"]


async def test_a_refusal_can_be_looked_up_by_its_rid(platform: Platform) -> None:
    refused = await platform.call("qrcode/create", {"action_name": "QR_NONE", "action_info": {}})
    rid = refused["errmsg"].rpartition("rid: ")[2]
    found = await platform.call("openapi/rid/get", {"rid": rid})
    assert "QR_NONE" in found["request"]["request_body"]
    assert (await platform.call("openapi/rid/get", {"rid": "x"}))["errcode"] == 76002


async def test_a_call_that_does_not_exist_is_refused_in_the_platforms_words(
    platform: Platform,
) -> None:
    assert (await platform.call("made/up", {}))["errcode"] == 40066
    assert (await platform.call("menu/get", {}))["errcode"] == 43001
    query = {"access_token": await platform.token()}
    answer = await platform.http.get("/cgi-bin/message/custom/send", params=query)
    assert (answer.status_code, answer.json()["errcode"]) == (200, 43002)


async def _set(platform: Platform, **changes: Any) -> None:
    answer = await platform.http.put("/simulator/api/access", json=changes)
    assert answer.status_code == 200


async def _codes(platform: Platform, path: str, times: int) -> list[int]:
    token = await platform.token()
    answers = [await _get(platform, path, token) for _ in range(times)]
    return [answer.get("errcode", 0) for answer in answers]


async def _get(platform: Platform, path: str, token: str) -> dict[str, Any]:
    response = await platform.http.get(f"/cgi-bin/{path}", params={"access_token": token})
    answer: dict[str, Any] = response.json()
    return answer


async def _ordinary_token(platform: Platform) -> str:
    query = {
        "grant_type": "client_credential",
        "appid": platform.settings.wechat_app_id,
        "secret": platform.settings.wechat_app_secret,
    }
    return str((await platform.http.get("/cgi-bin/token", params=query)).json()["access_token"])


async def _errcode_with(platform: Platform, token: str) -> int:
    return int((await _get(platform, "getcallbackip", token)).get("errcode", 0))
