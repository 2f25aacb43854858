"""The platform's second address is asked only what the first one surely never heard."""

from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.config import Settings
from bot.wechat.client import WeChatClient
from bot.wechat.connection import connected
from bot.wechat.errors import ApiRefused, ApiUncertain, ApiUnreachable
from bot.wechat.hosts import TwoHosts
from tests.bot.fakes import FakePlatform
from tests.serving import listening

NOBODY = "http://127.0.0.1:1"
SEND = "/cgi-bin/message/custom/send"


@pytest.fixture
async def wechat(settings: Settings, platform_url: str) -> AsyncIterator[WeChatClient]:
    """Its first address is dead, its second is the platform."""
    changes = {"wechat_api_base_url": NOBODY, "wechat_api_fallback_url": platform_url}
    async with connected(settings.model_copy(update=changes)) as client:
        yield client


async def test_edge_26_what_the_first_address_never_heard_is_said_at_the_second(
    wechat: WeChatClient, platform: FakePlatform
) -> None:
    platform.media["m1"] = b"\xff\xd8photo"
    await wechat.send_text("oWorker", "您好")
    assert (await wechat.get_media("m1")).content == b"\xff\xd8photo"
    assert [body["touser"] for body in platform.sent] == ["oWorker"]
    assert len(platform.tokens_asked) == 1


async def test_edge_26_a_call_the_first_address_may_have_acted_on_is_not_repeated(
    settings: Settings, platform_url: str, platform: FakePlatform
) -> None:
    platform.cuts_off = {SEND}
    async with listening(FakePlatform().app) as second:
        changes = {"wechat_api_fallback_url": second}
        async with connected(settings.model_copy(update=changes)) as wechat:
            with pytest.raises(ApiUncertain):
                await wechat.send_text("oWorker", "您好")
    assert len(platform.sent) == 1


async def test_edge_26_a_refusal_is_an_answer_and_nobody_else_is_asked(
    settings: Settings, platform: FakePlatform
) -> None:
    platform.refuses(SEND, 45015)
    other = FakePlatform()
    async with listening(other.app) as second:
        changes = {"wechat_api_fallback_url": second}
        async with connected(settings.model_copy(update=changes)) as wechat:
            with pytest.raises(ApiRefused):
                await wechat.send_text("oWorker", "您好")
    assert other.calls == []


async def test_edge_26_with_both_addresses_dead_nothing_was_sent(settings: Settings) -> None:
    changes = {"wechat_api_base_url": NOBODY, "wechat_api_fallback_url": "http://127.0.0.1:2"}
    async with connected(settings.model_copy(update=changes)) as wechat:
        with pytest.raises(ApiUnreachable):
            await wechat.send_text("oWorker", "您好")


async def test_edge_26_the_dead_address_is_left_alone_for_a_while_and_then_tried_again() -> None:
    def told(name: str) -> Starlette:
        def who(request: Request) -> Response:
            return JSONResponse({"at": name, "host": request.headers["host"]})

        return Starlette(routes=[Route("/", who)])

    now = 0.0
    async with listening(told("second")) as second:
        async with listening(told("first")) as first:
            port = int(first.rsplit(":", 1)[1])
        http = TwoHosts(base_url=first, fallback_url=second, clock=lambda: now)
        assert (await http.get("/")).json() == {"at": "second", "host": second[7:]}
        async with listening(told("first"), port):
            assert (await http.get("/")).json()["at"] == "second"
            now = 31.0
            assert (await http.get("/")).json()["at"] == "first"
        await http.aclose()
