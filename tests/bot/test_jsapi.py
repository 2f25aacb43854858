"""A page is signed as WeChat documents it, with one ticket for many pages."""

import asyncio

import httpx
import pytest

from bot.wechat.jsapi import signature
from tests.bot.fakes import FakePlatform

PAGE = {"url": "https://union.example/m/notices?from=chat"}


def test_the_official_example_comes_out() -> None:
    ticket = (
        "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
    )
    page = "http://mp.weixin.qq.com?params=value"
    expected = "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
    assert signature(ticket, "Wm3WZYTPz0wzccnW", 1414587457, page) == expected
    assert signature(ticket, "Wm3WZYTPz0wzccnW", 1414587457, page + "#top") == expected


async def test_a_page_gets_what_the_sdk_needs(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    signed = (await bot.post("/push/jsapi-signature", json=PAGE)).json()
    expected = signature("kgt-1", signed["nonce"], signed["timestamp"], PAGE["url"])
    assert signed["signature"] == expected
    assert signed["app_id"].startswith("wx")


async def test_many_pages_share_one_ticket(bot: httpx.AsyncClient, platform: FakePlatform) -> None:
    pages = [bot.post("/push/jsapi-signature", json=PAGE) for _ in range(5)]
    assert {answer.status_code for answer in await asyncio.gather(*pages)} == {200}
    assert platform.tickets_asked == 1


async def test_a_rejected_token_does_not_spoil_the_page(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.good_tokens = {"token-2"}
    assert (await bot.post("/push/jsapi-signature", json=PAGE)).status_code == 200


@pytest.mark.parametrize(("errcode", "status"), [(-1, 502), (48001, 502)])
async def test_without_a_ticket_the_page_is_told_so(
    bot: httpx.AsyncClient, platform: FakePlatform, errcode: int, status: int
) -> None:
    platform.refuses("/cgi-bin/ticket/getticket", errcode)
    assert (await bot.post("/push/jsapi-signature", json=PAGE)).status_code == status
    assert (await bot.post("/push/jsapi-signature", json=PAGE)).status_code == 200
