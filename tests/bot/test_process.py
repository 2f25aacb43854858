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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def answering(http: httpx.AsyncClient) -> None:
    while True:
        try:
            await http.get("/health")
        except httpx.ConnectError:
            await asyncio.sleep(0.05)
        else:
            return


async def test_the_process_serves_and_stops_cleanly(
    backend: FakeBackend,
    backend_url: str,
    platform: FakePlatform,
    platform_url: str,
    tmp_path: Path,
) -> None:
    backend.answers("机密的回答")
    port = free_port()
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
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            await answering(http)
            body = text_push("机密的问题", openid="oSecretPerson").encode()
            reply = await http.post("/wechat", params=plain_query(stamped()), content=body)
            assert "机密的回答" in reply.text
            assert (await http.get("/ready")).json() == {
                "status": "ready",
                "backend": True,
                "spooled": 0,
            }
    finally:
        process.send_signal(signal.SIGTERM)
    output, _ = await process.communicate()
    assert process.returncode in {0, -signal.SIGTERM}
    lines = [json.loads(line) for line in output.decode().splitlines()]
    assert {"message handed over", "menu published"} <= {line["event"] for line in lines}
    assert "机密" not in output.decode()
    assert "oSecretPerson" not in output.decode()
    assert "token-1" not in output.decode()
    assert ("/cgi-bin/menu/create", read_menu().wire) in platform.calls
