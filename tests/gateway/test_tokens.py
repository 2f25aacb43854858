"""The bot's own client against the platform's rules for tokens, with the platform's clock in hand."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from bot.wechat.client import WeChatClient
from bot.wechat.errors import ApiRefused
from bot.wechat.token import AccessTokens, Credentials
from simulator.app import create_app
from simulator.client import Phone, SimulatorClient
from simulator.config import Settings
from tests.gateway.conftest import Clock
from tests.serving import listening, started_and_stopped
from tests.waiting import PATIENCE

ACCOUNT = Settings(simulator_callback_url="http://127.0.0.1:1/wechat", simulator_deliveries=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def url(clock: Clock) -> AsyncIterator[str]:
    async with started_and_stopped(create_app(ACCOUNT, clock)) as app, listening(app.app) as url:
        yield url


@pytest.fixture
async def simulator(url: str) -> AsyncIterator[SimulatorClient]:
    async with SimulatorClient(url) as simulator:
        yield simulator


@pytest.fixture
async def phone(simulator: SimulatorClient) -> Phone:
    phone = await simulator.phone(follows=True)
    await phone.says("你好")
    return phone


@pytest.fixture
async def http(url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as http:
        yield http


@pytest.fixture
def processes(http: httpx.AsyncClient) -> list[WeChatClient]:
    """Two that have nothing in common, not even a Redis."""
    credentials = Credentials(ACCOUNT.wechat_app_id, ACCOUNT.wechat_app_secret)
    return [WeChatClient(http, AccessTokens(http, credentials, None)) for _ in range(2)]


async def ended(simulator: SimulatorClient) -> int:
    """How many calls were told that their token had ended."""
    return sum("42001" in exchange.response for exchange in await simulator.exchanges())


async def test_edge_17_two_processes_whose_token_ends_together_both_go_on(
    processes: list[WeChatClient], phone: Phone, simulator: SimulatorClient, clock: Clock
) -> None:
    for process in processes:
        await process.send_text(phone.openid, "早")
    clock.ahead += timedelta(hours=2, seconds=1)  # past the token's two hours
    await asyncio.gather(*(process.send_text(phone.openid, "晚") for process in processes))
    for words in ("早", "早", "晚", "晚"):
        await phone.hears(words)
    # Each was told once that its token had ended; renewing by one did not end the other's.
    assert await ended(simulator) == 2
    await processes[0].send_text(phone.openid, "好")
    assert await ended(simulator) == 2


async def test_edge_17_the_old_token_serves_through_the_five_minutes_beside_the_new_one(
    processes: list[WeChatClient], phone: Phone, simulator: SimulatorClient, clock: Clock
) -> None:
    first, second = processes
    await first.send_text(phone.openid, "旧令牌")
    clock.ahead += timedelta(minutes=116)  # the last five minutes have begun
    await second.send_text(phone.openid, "新令牌")
    await first.send_text(phone.openid, "还是旧令牌")
    assert await ended(simulator) == 0
    clock.ahead += timedelta(minutes=5)
    await first.send_text(phone.openid, "换了令牌")
    assert await ended(simulator) == 1
    await phone.hears("换了令牌")


async def test_edge_17_an_address_that_is_not_allowed_is_told_as_such(
    processes: list[WeChatClient], http: httpx.AsyncClient, phone: Phone
) -> None:
    await http.put("/simulator/api/access", json={"allowed_addresses": ["192.0.2.1"]})
    with pytest.raises(ApiRefused) as refusal:
        await processes[0].send_text(phone.openid, "您好")
    assert refusal.value.errcode == 40164
