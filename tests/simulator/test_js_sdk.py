"""The JS-SDK's stand-in checks what the platform checks, and tells the account what was answered."""

import time
from hashlib import sha1
from typing import Any

import pytest

from tests.simulator.support import Platform

PAGE = "https://union.example/m/notices"


async def query(platform: Platform, **changes: Any) -> dict[str, str]:
    answer = await platform.http.get(
        "/cgi-bin/ticket/getticket",
        params={"access_token": await platform.token(), "type": "jsapi"},
    )
    timestamp, ticket = str(int(time.time())), answer.json()["ticket"]
    signed = f"jsapi_ticket={ticket}&noncestr=n&timestamp={timestamp}&url={PAGE}"
    return {
        "appid": platform.settings.wechat_app_id,
        "timestamp": timestamp,
        "noncestr": "n",
        "signature": sha1(signed.encode(), usedforsecurity=False).hexdigest(),
        "url": PAGE,
        "template": next(iter(platform.world.notice_templates.chosen)),
        **changes,
    }


async def test_the_stand_in_is_served_as_a_script(platform: Platform) -> None:
    answer = await platform.http.get("/open/js/jweixin.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "wx-open-subscribe" in answer.text


async def test_a_signed_page_may_ask_and_the_yes_counts(platform: Platform) -> None:
    phone = await platform.client.phone("李师傅", follows=True)
    asked = await query(platform)
    shown = await platform.http.get("/open/subscribe", params=asked)
    assert "李师傅" in shown.text
    form = {"openid": phone.openid, "allowed": asked["template"]}
    answered = await platform.http.post("/open/subscribe", params=asked, data=form)
    assert "accept" in answered.text
    assert platform.world.consents.left(phone.openid, asked["template"]) == 1


async def test_a_template_left_unchecked_is_refused(platform: Platform) -> None:
    phone = await platform.client.phone(follows=True)
    asked = await query(platform)
    await platform.http.post("/open/subscribe", params=asked, data={"openid": phone.openid})
    assert platform.world.consents.left(phone.openid, asked["template"]) == 0


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"signature": "0" * 40}, "config:invalid signature"),
        ({"url": "https://other.example/"}, "config:invalid signature"),
        ({"appid": "wx0000000000000000"}, "config:invalid appid"),
        ({"template": "unknown"}, "subscribe:fail invalid template"),
        ({"template": ""}, "subscribe:fail invalid template"),
    ],
)
async def test_what_the_platform_would_refuse_is_refused(
    platform: Platform, changes: dict[str, str], problem: str
) -> None:
    await platform.client.phone(follows=True)
    answer = await platform.http.get("/open/subscribe", params=await query(platform, **changes))
    assert problem in answer.text
