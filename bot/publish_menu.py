"""The account's menu, `menu.json`, made current: `python -m bot.publish_menu`. Keys are intents."""

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

from backend.contracts.logs import configure_logging
from bot import logs
from bot.config import Settings
from bot.wechat.client import WeChatClient
from bot.wechat.connection import connected
from bot.wechat.errors import ApiError

logger = logging.getLogger(__name__)

_TRIES = 15
_PAUSE_SECONDS = 2.0


def read_menu() -> dict[str, Any]:
    menu: dict[str, Any] = json.loads((Path(__file__).parent / "menu.json").read_text("utf-8"))
    return menu


async def publish_when_possible(wechat: WeChatClient) -> None:
    """In development the platform may start after us; nothing else waits for this."""
    for _ in range(_TRIES):
        try:
            await wechat.create_menu(read_menu())
        except ApiError as problem:
            logs.info(logger, "menu not yet published", problem=type(problem).__name__)
            await asyncio.sleep(_PAUSE_SECONDS)
        else:
            logs.info(logger, "menu published")
            return
    logs.error(logger, "menu not published")


async def main() -> None:
    settings = Settings()
    configure_logging("bot", settings.log_level)
    async with connected(settings) as wechat:
        await wechat.create_menu(read_menu())
    logs.info(logger, "menu published")


if __name__ == "__main__":
    asyncio.run(main())
