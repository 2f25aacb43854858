"""One access token for everybody, renewed once when rejected, whatever becomes of Redis."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import redis.asyncio as redis

from backend.contracts.messages import DeliveryStatus
from bot.wechat.client import WeChatClient
from bot.wechat.connection import token_cache
from bot.wechat.errors import ApiRefused, ApiUnreachable
from bot.wechat.token import AccessTokens, Credentials
from tests.bot.fakes import FakePlatform
from tests.waiting import PATIENCE

SEND = "/cgi-bin/message/custom/send"
CREDENTIALS = Credentials("wx00000000000000aa", "secret")


@pytest.fixture
async def http(platform_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=platform_url, timeout=PATIENCE) as client:
        yield client


def client_on(http: httpx.AsyncClient, cache: redis.Redis | None = None) -> WeChatClient:
    return WeChatClient(http, AccessTokens(http, CREDENTIALS, cache))


async def test_many_calls_on_a_cold_start_ask_for_one_token(
    http: httpx.AsyncClient, platform: FakePlatform
) -> None:
    wechat = client_on(http)
    await asyncio.gather(*(wechat.send_text("oWorker", "您好") for _ in range(10)))
    assert len(platform.sent) == 10
    assert len(platform.tokens_asked) == 1
    assert platform.tokens_asked[0]["force_refresh"] is False


async def test_a_rejected_token_is_replaced_and_the_call_made_again(
    http: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.good_tokens = {"token-2"}
    await client_on(http).send_text("oWorker", "您好")
    assert len(platform.sent) == 2
    assert [asked["force_refresh"] for asked in platform.tokens_asked] == [False, False]


async def test_force_is_used_only_when_the_same_token_comes_back(
    http: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.same_token_unless_forced = True
    platform.good_tokens = {"token-2"}
    await client_on(http).send_text("oWorker", "您好")
    assert [asked["force_refresh"] for asked in platform.tokens_asked] == [False, False, True]


async def test_edge_17_a_permanently_rejected_token_costs_two_calls_and_no_more(
    http: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.good_tokens = set()
    with pytest.raises(ApiRefused) as refusal:
        await client_on(http).send_text("oWorker", "您好")
    assert refusal.value.errcode == 40001
    assert len(platform.sent) == 2
    assert len(platform.tokens_asked) == 2


async def test_edge_17_force_is_not_repeated_while_it_does_not_help(
    http: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.same_token_unless_forced = True
    platform.good_tokens = set()
    wechat = client_on(http)
    for _ in range(4):
        with pytest.raises(ApiRefused):
            await wechat.send_text("oWorker", "您好")
    forced = [asked for asked in platform.tokens_asked if asked["force_refresh"]]
    assert len(forced) == 1


async def test_without_redis_the_token_is_kept_in_memory(
    http: httpx.AsyncClient, platform: FakePlatform
) -> None:
    away = token_cache("redis://127.0.0.1:1/0")
    assert away is not None
    wechat = client_on(http, away)
    for _ in range(3):
        await wechat.send_text("oWorker", "您好")
    assert len(platform.tokens_asked) == 1
    await away.aclose()


async def test_edge_17_a_refused_token_request_is_reported_by_its_own_code(
    http: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.refuses("/cgi-bin/stable_token", 40164)
    with pytest.raises(ApiRefused) as refusal:
        await client_on(http).send_text("oWorker", "您好")
    assert (refusal.value.errcode, refusal.value.rid) == (40164, "5f-40164")
    assert platform.sent == []


async def test_edge_17_a_busy_token_request_is_tried_by_the_next_call(
    http: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.refuses("/cgi-bin/stable_token", -1)
    wechat = client_on(http)
    with pytest.raises(ApiRefused) as refusal:
        await wechat.send_text("oWorker", "您好")
    assert refusal.value.delivery_result().status is DeliveryStatus.retry
    await wechat.send_text("oWorker", "您好")
    assert len(platform.sent) == 1


async def test_edge_17_a_token_request_that_hangs_is_given_up_and_nothing_counts_as_sent(
    http: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.hangs_on = {"/cgi-bin/stable_token"}
    http.timeout = httpx.Timeout(0.2)
    wechat = client_on(http)
    with pytest.raises(ApiUnreachable) as problem:
        await wechat.send_text("oWorker", "您好")
    assert problem.value.delivery_result().status is DeliveryStatus.retry
    assert platform.sent == []
    platform.hangs_on = set()
    http.timeout = httpx.Timeout(PATIENCE)
    await wechat.send_text("oWorker", "您好")
    assert len(platform.sent) == 1


async def test_a_platform_nobody_listens_at_is_unreachable() -> None:
    async with httpx.AsyncClient(base_url="http://127.0.0.1:1") as http:
        with pytest.raises(ApiUnreachable):
            await client_on(http).send_text("oWorker", "您好")
