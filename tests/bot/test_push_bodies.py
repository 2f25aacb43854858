"""Whoever does not know our token cannot fill the bot's memory first."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.bot.conftest import StartBot

_PIECE = b"x" * 65_536


class Flood:
    """JSON without end, as far as somebody reads it."""

    def __init__(self) -> None:
        self.read = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'{"openid": "'
        for _ in range(400):
            self.read += len(_PIECE)
            yield _PIECE


@pytest.mark.parametrize("path", ["/push/messages", "/push/notices", "/push/qrcodes"])
async def test_a_flood_from_a_stranger_is_not_read_to_its_end(
    start_bot: StartBot, path: str
) -> None:
    async with start_bot() as bot:
        flood = Flood()
        headers = {"Authorization": "Bearer made-up", "Content-Type": "application/json"}
        answer: httpx.Response = await bot.post(path, content=flood, headers=headers)
    assert answer.status_code == 413
    assert flood.read <= 9 * 1024 * 1024
