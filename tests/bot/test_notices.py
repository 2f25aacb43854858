"""Notices go as the platform documents them, and a refusal says what would help."""

from typing import Any

import httpx
import pytest

from tests.bot.fakes import FakePlatform

SUBSCRIBE = "/cgi-bin/message/subscribe/bizsend"
TEMPLATE = "/cgi-bin/message/template/send"


def notice(channel: str = "subscribe", **more: Any) -> dict[str, Any]:
    fields = {"phrase1": "已通过", "thing2": "请打开公众号查看"}
    push = {"push_id": "a" * 32, "openid": "oWorker", "channel": channel, "fields": fields}
    return {**push, "template_id": "tmpl", **more}


async def test_a_subscribe_notice_carries_its_fields(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    answer = (await bot.post("/push/notices", json=notice())).json()
    assert (answer["status"], answer["notice_id"]) == ("accepted", "4711")
    data = {"phrase1": {"value": "已通过"}, "thing2": {"value": "请打开公众号查看"}}
    assert platform.calls == [
        (SUBSCRIBE, {"touser": "oWorker", "template_id": "tmpl", "data": data})
    ]


async def test_a_template_message_names_itself_so_that_the_platform_sends_it_once(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    address = "https://pages.example/m"
    await bot.post("/push/notices", json=notice("template", url=address))
    [(path, body)] = platform.calls
    assert (path, body["client_msg_id"], body["url"]) == (TEMPLATE, "a" * 32, address)


@pytest.mark.parametrize(
    ("errcode", "status", "reason"),
    [
        (43101, "refused", "no_consent"),
        (47003, "refused", "bad_template"),
        (40037, "refused", "bad_template"),
        (-1, "retry", "busy"),
        (45009, "retry", "limited"),
        (48001, "retry", "permission"),
    ],
)
async def test_a_refused_notice_says_why(
    bot: httpx.AsyncClient, platform: FakePlatform, errcode: int, status: str, reason: str
) -> None:
    platform.refuses(SUBSCRIBE, errcode)
    answer = (await bot.post("/push/notices", json=notice())).json()
    assert (answer["status"], answer["reason"]) == (status, reason)
