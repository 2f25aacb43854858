"""The simulator on its own, as any developer starts it, with an account it has never heard of."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from simulator.client import Phone, SimulatorClient
from simulator.command_line import CannotStart, banner, read_arguments
from tests.waiting import PATIENCE, until

ROOT = Path(__file__).parents[2]
ECHO = Path(__file__).with_name("echo_server.py")

type Alone = Callable[..., Awaitable[tuple[SimulatorClient, str]]]


def environment(**more: str) -> dict[str, str]:
    """Nothing of ours, lest the developer's own settings decide."""
    ours = ("WECHAT_", "SIMULATOR_", "BOT_")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)} | more


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def running(*command: str, **env: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, env=environment(**env), stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def printed(process: Process) -> dict[str, str]:
    """The banner, name by name."""
    assert process.stdout is not None
    found: dict[str, str] = {}
    async with asyncio.timeout(PATIENCE):
        while "Ctrl-C" not in (line := (await process.stdout.readline()).decode()):
            assert line, "it ended without a banner"
            name, _, value = line.strip().partition("   ")
            found[name] = value.strip()
    return found


@pytest.fixture
async def alone() -> AsyncIterator[Alone]:
    """Starts `python -m simulator` by itself; with the address it printed."""
    async with AsyncExitStack() as stack:

        async def start(*options: str, **env: str) -> tuple[SimulatorClient, str]:
            command = ("-m", "simulator", "--port", "0", *options)
            process = await stack.enter_async_context(running(*command, **env))
            url = (await printed(process))["phone and settings"]
            return await stack.enter_async_context(SimulatorClient(url)), url

        yield start


async def listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


@asynccontextmanager
async def echo(seconds: str = "0") -> AsyncIterator[str]:
    port = free_port()
    async with running(str(ECHO), str(port), seconds):
        await until(lambda: listens(port))
        yield f"http://127.0.0.1:{port}/any/path?of=theirs"


async def followed(simulator: SimulatorClient) -> Phone:
    return await simulator.phone("路人", follows=True)


async def test_a_strangers_server_is_connected_while_it_runs_and_talks(alone: Alone) -> None:
    simulator, _ = await alone("--mode", "plain", "--token", "wrongtoken")
    async with echo() as url:
        await simulator.changes_account(callback_url=url)
        refused = await simulator.verification()
        assert (refused.verified, refused.status) == (False, 403)
        assert "Token" in refused.problem
        await simulator.changes_account(token="echotoken")
        assert await simulator.verifies_url()
        phone = await followed(simulator)
        await phone.says("有人吗")
        await phone.hears("有人吗")
        assert await simulator.violations() == []


async def test_a_slow_server_is_asked_three_times_and_then_out_of_service(alone: Alone) -> None:
    simulator, _ = await alone("--mode", "plain", SIMULATOR_REPLY_LIMIT_SECONDS="0.3")
    async with echo("2") as url:
        await simulator.changes_account(callback_url=url)
        phone = await followed(simulator)
        await phone.hears("该公众号暂时无法提供服务")
        (violation,) = await simulator.violations()
        assert [delivery.outcome for delivery in violation.deliveries] == ["timeout"] * 3


async def test_an_answer_that_is_too_long_is_no_answer(alone: Alone) -> None:
    simulator, _ = await alone("--mode", "compatible")
    async with echo() as url:
        await simulator.changes_account(callback_url=url)
        phone = await followed(simulator)
        await phone.says("会" * 682)
        await phone.hears("会" * 682)
        await phone.says("会" * 683)
        await phone.hears("暂时无法提供服务")
        (violation,) = await simulator.violations()
        assert "2048" in violation.broken_rule


async def test_the_api_gives_what_was_printed_and_keeps_count(alone: Alone) -> None:
    simulator, url = await alone("--mode", "plain", "--app-secret", "f" * 32)
    async with (
        echo() as callback,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE) as http,
    ):
        await simulator.changes_account(callback_url=callback)
        asked = {
            "grant_type": "client_credential",
            "appid": "wx00112233445566aa",
            "secret": "f" * 32,
        }
        token = (await http.get("/cgi-bin/token", params=asked)).json()["access_token"]
        phone = await followed(simulator)
        codes = [await _sends(http, token, phone.openid) for _ in range(4)]
        assert codes == [0, 0, 0, 45047]
        assert [sent.delivery for sent in await simulator.sent()] == ["customer_service"] * 3


async def _sends(http: httpx.AsyncClient, token: str, openid: str) -> int:
    body = {"touser": openid, "msgtype": "text", "text": {"content": "hi"}}
    response = await http.post(
        "/cgi-bin/message/custom/send", params={"access_token": token}, json=body
    )
    return int(response.json()["errcode"])


async def test_a_taken_port_is_said_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with running("-m", "simulator", "--port", str(port)) as process:
            _, said = await process.communicate()
        assert process.returncode == 1
        assert said.decode().count("\n") == 1
        assert "--port 0" in said.decode()


def test_the_banner_keeps_secrets_of_the_environment() -> None:
    settings = read_arguments(["--app-secret", "a" * 32, "--token", "given"])
    shown = banner(settings, {"WECHAT_APP_SECRET": "a" * 32})
    assert "a" * 32 not in shown
    assert "given" in shown


def test_impossible_settings_are_named_without_their_values() -> None:
    with pytest.raises(CannotStart, match="wechat_app_id") as refusal:
        read_arguments(["--app-id", "not-an-app-id"])
    assert "not-an-app-id" not in str(refusal.value)
