"""The account's menu, made current: `python -m bot.publish_menu [--check | --show] [--from FILE]`.

Keys are intents: a tap on 「查进度」 says `/check_application`.
"""

import argparse
import asyncio
import json
import logging
import sys
from pathlib import Path

from backend.contracts.logs import configure_logging
from bot import logs
from bot.config import Settings
from bot.menu_file import BadMenu, read_menu
from bot.wechat.client import WeChatClient
from bot.wechat.connection import connected
from bot.wechat.errors import ApiError
from bot.wechat.menu import Menu

logger = logging.getLogger(__name__)

_TRIES = 15
_PAUSE_SECONDS = 2.0


async def publish_when_possible(wechat: WeChatClient, menu_file: Path | None = None) -> None:
    """In development the platform may start after us; nothing else waits for this."""
    try:
        menu = read_menu(menu_file)
    except BadMenu as bad:
        logs.error(logger, "menu not fit to be published", problem=str(bad))
        return
    for _ in range(_TRIES):
        try:
            await wechat.create_menu(menu.wire)
        except ApiError as problem:
            logs.info(logger, "menu not yet published", problem=type(problem).__name__)
            await asyncio.sleep(_PAUSE_SECONDS)
        else:
            logs.info(logger, "menu published")
            return
    logs.error(logger, "menu not published")


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.publish_menu", description=__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="only say whether the menu is fit")
    what.add_argument("--show", action="store_true", help="print what people see now")
    parser.add_argument("--from", dest="file", type=Path, help="instead of MENU_FILE")
    return parser.parse_args(given)


async def _show(settings: Settings) -> str:
    async with connected(settings) as wechat:
        live = await wechat.get_menu()
    return json.dumps(live, ensure_ascii=False, indent=2) if live else "no menu is published"


async def _publish(settings: Settings, menu: Menu) -> str:
    async with connected(settings) as wechat:
        await wechat.create_menu(menu.wire)
    logs.info(logger, "menu published", fingerprint=menu.fingerprint)
    return f"published: {_summary(menu)}"


def _summary(menu: Menu) -> str:
    return " · ".join(button.name for button in menu.button) + f" ({menu.fingerprint})"


def main(given: list[str] | None = None) -> int:
    args = _arguments(given)
    settings = Settings()
    # What matters is said on the terminal; below that, only what went wrong.
    configure_logging("bot", "WARNING")
    try:
        if args.show:
            said = asyncio.run(_show(settings))
        else:
            menu = read_menu(args.file or settings.menu_file)
            said = f"fit: {_summary(menu)}"
            if not args.check:
                said = asyncio.run(_publish(settings, menu))
    except BadMenu as bad:
        sys.stderr.write(f"{bad}\n")
        return 1
    except ApiError as problem:
        sys.stderr.write(f"the platform said no: {type(problem).__name__} {problem}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
