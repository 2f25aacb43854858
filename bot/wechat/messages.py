"""What a person sent: text, pictures, voice, places. An unknown kind still waits for an answer."""

from backend.contracts.messages import InboundKind
from bot.wechat.fields import Details, place
from bot.wechat.xml import Fields

# WeChat's own words, sent as a text, for stickers and files it does not pass on.
UNSUPPORTED_TEXT = "【收到不支持的消息类型，暂无法显示】"
_KINDS = {
    "text": InboundKind.text,
    "image": InboundKind.image,
    "voice": InboundKind.voice,
    "video": InboundKind.video,
    "shortvideo": InboundKind.video,
    "location": InboundKind.location,
    "link": InboundKind.link,
}


def message_details(fields: Fields, platform_type: str) -> Details:
    kind = _KINDS.get(platform_type, InboundKind.unsupported)
    details: Details = {"kind": kind, "media_id": fields.text("MediaId") or None}
    match kind:
        case InboundKind.text if fields.text("Content") == UNSUPPORTED_TEXT:
            details["kind"] = InboundKind.unsupported
        case InboundKind.text:
            details |= {"text": fields.get("Content") or "", "option_id": _option_id(fields)}
        case InboundKind.voice:
            # Retired by the platform: mostly empty, but still the person's words where it comes.
            details["text"] = fields.text("Recognition")
        case InboundKind.location:
            details |= place(fields)
        case InboundKind.link:
            # For staff to read: the assistant is told only that it was a link.
            parts = (fields.text("Title"), fields.text("Url"))
            details["text"] = "\n".join(part for part in parts if part)
        case _:
            pass
    return details


def _option_id(fields: Fields) -> str | None:
    """`0` and nothing both mean "typed, or tapped on an account that hides the id"."""
    option_id = fields.text("bizmsgmenuid")
    return option_id if option_id not in {"", "0"} else None
