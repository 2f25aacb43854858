"""Processes share a token through a real Redis, and shrug when it is flushed or stopped."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import redis.asyncio as redis

from bot.wechat.client import WeChatClient
from bot.wechat.token import AccessTokens, Credentials
from runner.valkey import EmbeddedValkey
from tests.bot.fakes import FakePlatform
from tests.waiting import PATIENCE


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedValkey]:
    server = EmbeddedValkey(tmp_path_factory.mktemp("valkey"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def cache(valkey: EmbeddedValkey) -> AsyncIterator[redis.Redis]:
    client = redis.Redis.from_url(valkey.url)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def http(platform_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=platform_url, timeout=PATIENCE) as client:
        yield client


@pytest.fixture
def processes(http: httpx.AsyncClient, cache: redis.Redis) -> list[WeChatClient]:
    """Two clients with nothing in common but Redis."""
    credentials = Credentials("wx00000000000000aa", "secret")
    return [WeChatClient(http, AccessTokens(http, credentials, cache)) for _ in range(2)]


async def test_a_second_process_uses_the_token_of_the_first(
    processes: list[WeChatClient], platform: FakePlatform
) -> None:
    for process in processes:
        await process.send_text("oWorker", "您好")
    assert len(platform.tokens_asked) == 1


async def test_a_process_with_an_outdated_token_takes_the_renewed_one(
    processes: list[WeChatClient], platform: FakePlatform
) -> None:
    for process in processes:
        await process.send_text("oWorker", "您好")
    platform.good_tokens = {"token-2"}
    for process in processes:
        await process.send_text("oWorker", "您好")
    assert len(platform.tokens_asked) == 2


async def test_flushing_redis_loses_nothing(
    processes: list[WeChatClient], platform: FakePlatform, cache: redis.Redis
) -> None:
    await processes[0].send_text("oWorker", "您好")
    await cache.flushall()
    await processes[0].send_text("oWorker", "您好")
    assert len(platform.sent) == 2
    assert len(platform.tokens_asked) == 1


async def test_a_shared_token_ends_before_the_platform_ends_it(
    processes: list[WeChatClient], cache: redis.Redis
) -> None:
    await processes[0].send_text("oWorker", "您好")
    assert 0 < await cache.ttl("wechat:stable_token:wx00000000000000aa") <= 6900
