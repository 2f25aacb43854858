"""What each kind of customer-service message must hold, and how the chat shows it."""

from collections.abc import Callable
from typing import Any

from simulator.articles import MOST_TOGETHER
from simulator.errors import PlatformError
from simulator.passive import TEXT_LIMIT_BYTES
from simulator.world import World

type Parts = dict[str, Any]


def read_message(message: dict[str, Any], world: World) -> tuple[str, Parts]:
    """The kind, and the fields of the chat entry."""
    kind = str(message.get("msgtype"))
    reader = _READERS.get(kind)
    if reader is None:
        raise PlatformError(40008)
    return kind, reader(message.get(kind), world)


def read_mass_message(message: dict[str, Any], world: World) -> tuple[str, Parts]:
    """Fewer kinds, one of them under another name; several articles at once."""
    kind = str(message.get("msgtype"))
    body = message.get(kind)
    if kind == "mpnews":
        return kind, _set(body, world, most=MOST_TOGETHER)
    reader = _MASS_READERS.get(kind)
    if reader is None:
        raise PlatformError(40008)
    return kind, reader(body, world)


def _text(body: Any, world: World) -> Parts:
    content = _string(body, "content")
    if not content:
        raise PlatformError(44004)
    if len(content.encode()) > TEXT_LIMIT_BYTES:
        raise PlatformError(45002)
    return {"text": content}


def _media(kind: str) -> Callable[[Any, World], Parts]:
    def read(body: Any, world: World) -> Parts:
        media = world.media.get(_string(body, "media_id"), world.now())
        if media is None or media.kind != kind:
            raise PlatformError(40007)
        return {
            "media_url": f"/mmbiz/{media.picture_key}",
            "shows_picture": media.shows_picture,
            "text": _string(body, "title"),
        }

    return read


def _music(body: Any, world: World) -> Parts:
    _check_thumb(body, world)
    if not (_string(body, "musicurl") and _string(body, "hqmusicurl")):
        raise PlatformError(40035, "musicurl")
    return {"text": _string(body, "title"), "articles": [_article(body, "musicurl")]}


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
    return {"articles": [_article(article, "url", "picurl") for article in articles]}


def _link(body: Any, world: World) -> Parts:
    if not (_string(body, "title") and _string(body, "url")):
        raise PlatformError(40035, "link")
    return {"articles": [_article(body, "url", "thumb_url")]}


def _mini_program(body: Any, world: World) -> Parts:
    if not (_string(body, "appid") and _string(body, "pagepath")):
        raise PlatformError(40035, "miniprogrampage")
    _check_thumb(body, world)
    return {"articles": [_article(body, "pagepath")]}


def _mpnews(body: Any, world: World) -> Parts:
    return _set(body, world, most=1)


def _set(body: Any, world: World, *, most: int) -> Parts:
    found = world.article_set(_string(body, "media_id"))
    if found is None:
        raise PlatformError(40007)
    if len(found.articles) > most:
        raise PlatformError(45008)
    return {"articles": [_written(article) for article in found.articles]}


def _published(body: Any, world: World) -> Parts:
    found = world.published.sets.get(_string(body, "article_id"))
    if found is None:
        raise PlatformError(53600)
    return {"articles": [_written(article) for article in found.articles[:1]]}


def _written(article: dict[str, Any]) -> Parts:
    return {
        "title": article["title"],
        "description": article["digest"],
        "url": article["url"],
    }


def _card(body: Any, world: World) -> Parts:
    if not _string(body, "card_id"):
        raise PlatformError(40035, "card_id")
    return {"articles": [{"title": "卡券", "description": _string(body, "card_id")}]}


def _check_thumb(body: Any, world: World) -> None:
    thumb = world.media.get(_string(body, "thumb_media_id"), world.now())
    if thumb is None or thumb.kind not in {"thumb", "image"}:
        raise PlatformError(40007)


def _article(body: Any, url: str, picture: str = "") -> Parts:
    return {
        "title": _string(body, "title"),
        "description": _string(body, "description"),
        "url": _string(body, url),
        "picture_url": _string(body, picture) if picture else "",
    }


def _string(body: Any, name: str) -> str:
    value = body.get(name) if isinstance(body, dict) else ""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise PlatformError(47001, name)
    return value


def _identifier(line: Any) -> str:
    """The documentation shows ids as strings, the platform takes numbers as well."""
    value = line.get("id", "") if isinstance(line, dict) else ""
    return str(value) if isinstance(value, (str, int)) else ""


_READERS: dict[str, Callable[[Any, World], Parts]] = {
    "text": _text,
    "image": _media("image"),
    "voice": _media("voice"),
    "video": _media("video"),
    "music": _music,
    "news": _news,
    "mpnews": _mpnews,
    "mpnewsarticle": _published,
    "msgmenu": _menu,
    "link": _link,
    "miniprogrampage": _mini_program,
    "wxcard": _card,
}
_MASS_READERS: dict[str, Callable[[Any, World], Parts]] = {
    "text": _text,
    "image": _media("image"),
    "voice": _media("voice"),
    "mpvideo": _media("video"),
    "wxcard": _card,
}
