"""What the platform pushed, in our words. Past this file everything is typed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from backend.contracts.messages import InboundKind, InboundMessage

# WeChat's own words, sent as a text, for stickers and files it does not pass on.
UNSUPPORTED_TEXT = "【收到不支持的消息类型，暂无法显示】"
_SCENE_PREFIX = "qrscene_"

_MESSAGE_KINDS = {
    "text": InboundKind.text,
    "image": InboundKind.image,
    "voice": InboundKind.voice,
    "video": InboundKind.video,
    "shortvideo": InboundKind.video,
    "location": InboundKind.location,
    "link": InboundKind.link,
}
# Every other event (VIEW, LOCATION, template results, …) is acknowledged and goes no further.
_EVENT_KINDS = {
    "subscribe": InboundKind.follow,
    "unsubscribe": InboundKind.unfollow,
    "scan": InboundKind.scan,
    "click": InboundKind.menu_tap,
}


class MalformedMessage(ValueError):
    """A field no push of the platform lacks is missing or makes no sense."""


@dataclass(frozen=True)
class Delivery:
    """`message` is None for what only needs acknowledging."""

    openid: str
    account: str
    platform_type: str
    message: InboundMessage | None


def delivery_from(fields: dict[str, str]) -> Delivery:
    openid = fields.get("FromUserName", "").strip()
    platform_type = fields.get("MsgType", "").strip().lower()
    if not platform_type or not 1 <= len(openid) <= 64:
        raise MalformedMessage("sender or type missing")
    is_event = platform_type == "event"
    if is_event:
        platform_type = f"event:{fields.get('Event', '').strip().lower()}"
    what = _event(fields) if is_event else _message(fields, platform_type)
    message = None
    if what is not None:
        message = InboundMessage(
            dedupe_key=_event_key(fields) if is_event else _message_key(fields),
            openid=openid,
            platform_type=platform_type[:64],
            sent_at=_sent_at(fields),
            **what,
        )
    return Delivery(openid, fields.get("ToUserName", "").strip(), platform_type, message)


def _message(fields: dict[str, str], platform_type: str) -> dict[str, Any]:
    """An unknown kind is still somebody waiting for an answer, so it is passed on as unsupported."""
    kind = _MESSAGE_KINDS.get(platform_type, InboundKind.unsupported)
    what: dict[str, Any] = {"kind": kind, "media_id": fields.get("MediaId") or None}
    match kind:
        case InboundKind.text if fields.get("Content", "").strip() == UNSUPPORTED_TEXT:
            what["kind"] = InboundKind.unsupported
        case InboundKind.text:
            what["text"] = fields.get("Content", "")
            what["option_id"] = _option_id(fields)
        case InboundKind.voice:
            what["text"] = fields.get("Recognition", "")
        case InboundKind.location:
            what["text"] = fields.get("Label", "")
            what["latitude"] = _number(fields, "Location_X")
            what["longitude"] = _number(fields, "Location_Y")
        case _:
            pass
    return what


def _event(fields: dict[str, str]) -> dict[str, Any] | None:
    kind = _EVENT_KINDS.get(fields.get("Event", "").strip().lower())
    if kind is None:
        return None
    key = fields.get("EventKey", "").strip()
    if kind is InboundKind.follow:
        # Other keys (last_trade_no_…) say where the follower came from, not which code was scanned.
        key = key.removeprefix(_SCENE_PREFIX) if key.startswith(_SCENE_PREFIX) else ""
    return {"kind": kind, "key": key or None}


def _option_id(fields: dict[str, str]) -> str | None:
    """`0` and nothing both mean "typed, or tapped on an account that hides the id"."""
    option_id = fields.get("bizmsgmenuid", "").strip()
    return option_id if option_id not in {"", "0"} else None


def _message_key(fields: dict[str, str]) -> str:
    """MsgId alone has collided between people who wrote at the same moment."""
    if not fields.get("MsgId"):
        return _event_key(fields)
    return _key("m", fields, fields["MsgId"])


def _event_key(fields: dict[str, str]) -> str:
    """Events have no id, and sender plus second is shared by different events.

    The plain half of a compatible-mode body is gone by now, so all fields are the event's own
    and the same in each retry.
    """
    body = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    return _key("e", fields, sha256(body.encode()).hexdigest()[:32])


def _key(prefix: str, fields: dict[str, str], identity: str) -> str:
    key = f"{prefix}:{fields['FromUserName'].strip()}:{fields.get('CreateTime')}:{identity}"
    return key if len(key) <= 200 else f"{prefix}:{sha256(key.encode()).hexdigest()}"


def _sent_at(fields: dict[str, str]) -> datetime:
    try:
        return datetime.fromtimestamp(int(fields["CreateTime"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError) as problem:
        raise MalformedMessage("CreateTime") from problem


def _number(fields: dict[str, str], name: str) -> float | None:
    try:
        return float(fields[name])
    except (KeyError, ValueError):
        return None
