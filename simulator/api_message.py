"""`/cgi-bin/message/custom/send` and `typing`: the customer-service messages, with all their refusals."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from fastapi import Request

from simulator.access import may_send_menus
from simulator.api_body import readable_object
from simulator.api_route import OK, CurrentExchange, platform_router
from simulator.errors import PlatformError
from simulator.passive import TEXT_LIMIT_BYTES
from simulator.quota import CountExceeded, NoWindow
from simulator.records import Direction
from simulator.service import Running
from simulator.world import Phone, World

router = platform_router()

type Parts = dict[str, Any]


@router.post("/message/custom/send")
async def send(running: Running, request: Request, exchange: CurrentExchange) -> object:
    message = readable_object(await request.body())
    phone = running.world.follower(message.get("touser"))
    exchange.openid = phone.openid
    kind = str(message.get("msgtype"))
    reader = _READERS.get(kind)
    if reader is None:
        raise PlatformError(40008)
    if kind == "msgmenu" and not may_send_menus(running.world.access.account_type):
        raise PlatformError(40200)
    parts = reader(message.get(kind), running.world)
    _spend(running.world, phone)
    running.world.add_entry(
        phone,
        Direction.to_person,
        kind,
        delivery="customer_service",
        exchange_id=exchange.id,
        **parts,
    )
    return OK


@router.post("/message/custom/typing")
async def typing(running: Running, request: Request, exchange: CurrentExchange) -> object:
    asked = readable_object(await request.body())
    phone = running.world.follower(asked.get("touser"))
    exchange.openid = phone.openid
    command = asked.get("command")
    world, now = running.world, running.world.now()
    if command == "CancelTyping":
        phone.typing_until = None
    elif command == "Typing":
        if phone.spoke_at is None or now > phone.spoke_at + timedelta(seconds=30):
            raise PlatformError(45080)
        if phone.typing_until and now < phone.typing_until:
            raise PlatformError(45081)
        phone.typing_until = now + timedelta(seconds=world.settings.simulator_typing_seconds)
    else:
        raise PlatformError(45072)
    world.publish_person(phone)
    return OK


def _spend(world: World, phone: Phone) -> None:
    try:
        phone.ledger.spend(world.now())
    except NoWindow as error:
        raise PlatformError(45015) from error
    except CountExceeded as error:
        raise PlatformError(45047) from error


def _text(body: Any, world: World) -> Parts:
    content = _string(body, "content")
    if not content:
        raise PlatformError(44004)
    if len(content.encode()) > TEXT_LIMIT_BYTES:
        raise PlatformError(45002)
    return {"text": content}


def _media(body: Any, world: World) -> Parts:
    media = world.media.get(_string(body, "media_id"), world.now())
    if media is None:
        raise PlatformError(40007)
    return {
        "media_url": f"/mmbiz/{media.picture_key}",
        "shows_picture": media.shows_picture,
        "text": _string(body, "title"),
    }


def _menu(body: Any, world: World) -> Parts:
    lines = body.get("list") if isinstance(body, dict) else None
    if not isinstance(lines, list) or not lines:
        raise PlatformError(40035, "msgmenu.list")
    options = [{"id": _identifier(line), "content": _string(line, "content")} for line in lines]
    if not all(option["id"] and option["content"] for option in options):
        raise PlatformError(40035, "msgmenu.list")
    head, tail = _string(body, "head_content"), _string(body, "tail_content")
    if len((head + tail + "".join(o["content"] for o in options)).encode()) > TEXT_LIMIT_BYTES:
        raise PlatformError(45002)
    return {"text": head, "options": options, "tail": tail}


def _news(body: Any, world: World) -> Parts:
    articles = body.get("articles") if isinstance(body, dict) else None
    if not isinstance(articles, list) or len(articles) != 1:
        raise PlatformError(45008)
    return {
        "articles": [
            {
                "title": _string(article, "title"),
                "description": _string(article, "description"),
                "url": _string(article, "url"),
                "picture_url": _string(article, "picurl"),
            }
            for article in articles
        ]
    }


def _card(body: Any, world: World) -> Parts:
    """Links and mini-program cards look alike in the chat."""
    return {
        "articles": [
            {
                "title": _string(body, "title"),
                "description": _string(body, "description"),
                "url": _string(body, "url") or _string(body, "pagepath"),
            }
        ]
    }


def _string(body: Any, name: str) -> str:
    value = body.get(name, "") if isinstance(body, dict) else ""
    if not isinstance(value, str):
        raise PlatformError(47001, name)
    return value


def _identifier(line: Any) -> str:
    """The documentation shows ids as strings, the platform takes numbers as well."""
    value = line.get("id", "") if isinstance(line, dict) else ""
    return str(value) if isinstance(value, (str, int)) else ""


_READERS: dict[str, Callable[[Any, World], Parts]] = {
    "text": _text,
    "image": _media,
    "voice": _media,
    "video": _media,
    "news": _news,
    "msgmenu": _menu,
    "link": _card,
    "miniprogrampage": _card,
}
