"""`python -m bot` starts, publishes its menu, says only ids in its log and leaves when told."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path

import httpx

from bot.menu_file import read_menu
from tests.bot.fakes import FakeBackend, FakePlatform
from tests.bot.pushes import APP_ID, KEY, TOKEN, plain_query, stamped, text_push
from tests.waiting import PATIENCE, until


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def answers(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/health")).is_success
    except httpx.ConnectError:
        return False


async def says(http: httpx.AsyncClient, ready: dict[str, object]) -> bool:
    """It gives the backend a second to answer."""
    return bool((await http.get("/ready")).json() == ready)


async def logged(process: asyncio.subprocess.Process, events: set[str]) -> str:
    """All it has said once it has told of each of `events`."""
    assert process.stdout is not None
    output = ""
    async with asyncio.timeout(PATIENCE):
        while events:
            line = (await process.stdout.readline()).decode()
            events -= {json.loads(line)["event"]}
            output += line
    return output


async def test_the_process_serves_and_stops_cleanly(
    backend: FakeBackend,
    backend_url: str,
    platform: FakePlatform,
    platform_url: str,
    tmp_path: Path,
) -> None:
    backend.answers("机密的回答")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        "PATH": os.environ["PATH"],
        "BOT_PORT": str(port),
        "BACKEND_URL": backend_url,
        "WECHAT_API_BASE_URL": platform_url,
        "WECHAT_APP_ID": APP_ID,
        "WECHAT_TOKEN": TOKEN,
        "WECHAT_ENCODING_AES_KEY": KEY,
        "DATA_DIR": str(tmp_path),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as http:
            await until(lambda: answers(http))
            body = text_push("机密的问题", openid="oSecretPerson").encode()
            reply = await http.post("/wechat", params=plain_query(stamped()), content=body)
            assert "机密的回答" in reply.text
            ready = {"status": "ready", "backend": True, "spooled": 0}
            await until(lambda: says(http, ready))
        output = await logged(process, {"message handed over", "menu published"})
    finally:
        process.send_signal(signal.SIGTERM)
    output += (await process.communicate())[0].decode()
    assert process.returncode in {0, -signal.SIGTERM}
    assert "机密" not in output
    assert "oSecretPerson" not in output
    assert "token-1" not in output
    assert ("/cgi-bin/menu/create", read_menu().wire) in platform.calls
