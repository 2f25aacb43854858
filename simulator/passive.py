"""What an account may answer to a push, and what it meant. No I/O here."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from simulator import crypto
from simulator.config import Mode
from simulator.connection import Connection
from simulator.wire import MalformedXml, Node, items_at, parse, text_at

TEXT_LIMIT_BYTES = 2048

# Whatever the account answers to these, the person sees nothing of it.
_UNSEEN_EVENTS = ("unsubscribe", "VIEW", "view_miniprogram")
_ABOUT_SOMEBODY = (
    "TEMPLATESENDJOBFINISH",
    "MASSSENDJOBFINISH",
    "PUBLISHJOBFINISH",
    "subscribe_msg_",
    "user_",
    "kf_",
)

# Nothing to show, nothing to complain about.
_SILENCE = {b"", b"success"}


class BrokenRule(ValueError):
    """The phone would show 「该公众号暂时无法提供服务」; the message says why."""


@dataclass(frozen=True)
class Expectation:
    """What the push was, as far as its answer is concerned."""

    openid: str
    account_id: str
    event: str = ""
    # The ones an encrypted answer may be sealed with.
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """`parts` are fields of a chat entry."""

    kind: str
    plain: str
    media_id: str = ""
    parts: dict[str, Any] = field(default_factory=dict)
    # Who is wanted, when the person is handed to the platform's customer service.
    kf_account: str = ""


def is_shown(event: str) -> bool:
    """Whether an answer to it would be read; for messages, `event` is empty."""
    return event not in _UNSEEN_EVENTS and not event.startswith(_ABOUT_SOMEBODY)


def read_reply(body: bytes, connection: Connection, expected: Expectation) -> Reply | None:
    """The reply as the phone shows it, or None for the two ways to say nothing."""
    if body in _SILENCE:
        return None
    try:
        document = parse(body)
        plain = body
        if "Encrypt" in document:
            plain = _opened(document, connection, expected.keys)
            document = parse(plain)
        elif connection.mode is Mode.aes:
            raise BrokenRule("secure mode: the reply must be encrypted")
    except (MalformedXml, crypto.EnvelopeError) as error:
        raise BrokenRule(str(error)) from error
    return _understood(document, plain.decode(), expected)


def _opened(document: dict[str, Node], connection: Connection, keys: tuple[str, ...]) -> bytes:
    if connection.mode is Mode.plain:
        raise BrokenRule("plain mode: the reply must not be encrypted")
    encrypted = text_at(document, "Encrypt")
    expected = crypto.sign(
        connection.token,
        text_at(document, "TimeStamp"),
        text_at(document, "Nonce"),
        encrypted,
    )
    if not crypto.same(expected, text_at(document, "MsgSignature")):
        raise BrokenRule("MsgSignature does not match")
    message, app_id = _decrypted(encrypted, keys)
    if app_id != connection.app_id:
        raise BrokenRule("the appid inside the envelope is not this account's")
    return message.encode()


def _decrypted(encrypted: str, keys: tuple[str, ...]) -> tuple[str, str]:
    """With the first key that opens it."""
    trouble = crypto.EnvelopeError("no key")
    for key in keys:
        try:
            return crypto.decrypt(key, encrypted)
        except crypto.EnvelopeError as error:
            trouble = error
    raise trouble


def _understood(document: dict[str, Node], plain: str, expected: Expectation) -> Reply:
    if text_at(document, "ToUserName") != expected.openid:
        raise BrokenRule("ToUserName is not the person who wrote")
    if text_at(document, "FromUserName") != expected.account_id:
        raise BrokenRule("FromUserName is not this account")
    if not text_at(document, "CreateTime").strip().isdigit():
        raise BrokenRule("CreateTime is not a number")
    kind = text_at(document, "MsgType")
    reader = _READERS.get(kind)
    if reader is None:
        raise BrokenRule(f"MsgType {kind!r} is not one of the passive replies")
    if kind == "transfer_customer_service" and expected.event:
        raise BrokenRule("an event cannot be transferred to customer service")
    reply = reader(document)
    if not expected.event and len(reply.parts.get("articles", ())) > 1:
        raise BrokenRule("only one article may answer a message")
    return replace(reply, kind=kind, plain=plain)


def _text(document: dict[str, Node]) -> Reply:
    content = text_at(document, "Content")
    if not content:
        raise BrokenRule("Content is empty")
    if len(content.encode()) > TEXT_LIMIT_BYTES:
        raise BrokenRule(f"Content is longer than {TEXT_LIMIT_BYTES} bytes")
    return Reply("text", "", parts={"text": content})


def _media(element: str) -> Callable[[dict[str, Node]], Reply]:
    def read(document: dict[str, Node]) -> Reply:
        media_id = text_at(document, element, "MediaId")
        if not media_id:
            raise BrokenRule(f"{element}/MediaId is missing")
        return Reply("media", "", media_id=media_id)

    return read


def _music(document: dict[str, Node]) -> Reply:
    if not text_at(document, "Music", "ThumbMediaId"):
        raise BrokenRule("Music/ThumbMediaId is missing")
    return Reply("music", "", parts={"text": text_at(document, "Music", "Title")})


def _news(document: dict[str, Node]) -> Reply:
    items = items_at(document, "Articles")
    if not 1 <= len(items) <= 8 or text_at(document, "ArticleCount").strip() != str(len(items)):
        raise BrokenRule("one to eight articles, and ArticleCount must say how many")
    articles = [
        {
            "title": text_at(item, "Title"),
            "description": text_at(item, "Description"),
            "url": text_at(item, "Url"),
            "picture_url": text_at(item, "PicUrl"),
        }
        for item in items
    ]
    return Reply("news", "", parts={"articles": articles})


def _transfer(document: dict[str, Node]) -> Reply:
    account = text_at(document, "TransInfo", "KfAccount")
    return Reply("transfer_customer_service", "", kf_account=account)


_READERS: dict[str, Callable[[dict[str, Node]], Reply]] = {
    "text": _text,
    "image": _media("Image"),
    "voice": _media("Voice"),
    "video": _media("Video"),
    "music": _music,
    "news": _news,
    "transfer_customer_service": _transfer,
}
