"""The messages people send, element by element and in the platform's order. No I/O here."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.wire import Field

type Fields = dict[str, Field]

# What arrives instead of a sticker, a file, and whatever else has no push of its own.
UNSUPPORTED = "【收到不支持的消息类型，暂无法显示】"


@dataclass(frozen=True)
class Envelope:
    """Who writes to whom, and when; `message_id` is None for events, which carry none."""

    account_id: str
    openid: str
    created: int
    message_id: int | None = None


def push(envelope: Envelope, body: Mapping[str, Field]) -> Fields:
    fields: Fields = {
        "ToUserName": envelope.account_id,
        "FromUserName": envelope.openid,
        "CreateTime": envelope.created,
        **body,
    }
    if envelope.message_id is not None:
        fields.setdefault("MsgId", envelope.message_id)
    # The platform appends these after MsgId; the order has broken parsers before.
    for name in ("MsgDataId", "Idx", "bizmsgmenuid"):
        if name in fields:
            fields[name] = fields.pop(name)
    return fields


def from_article(body: Fields, msg_data_id: str, idx: int) -> Fields:
    """The message was written below an article the account had sent."""
    return body | {"MsgDataId": msg_data_id, "Idx": idx}


def text(content: str, menu_id: str | None = None) -> Fields:
    fields: Fields = {"MsgType": "text", "Content": content}
    return fields if menu_id is None else fields | {"bizmsgmenuid": menu_id}


def image(picture_url: str, media_id: str) -> Fields:
    return {"MsgType": "image", "PicUrl": picture_url, "MediaId": media_id}


def voice(media_id: str, recognition: str = "") -> Fields:
    """`Recognition` arrives empty since the platform retired it."""
    return {
        "MsgType": "voice",
        "MediaId": media_id,
        "Format": "amr",
        "Recognition": recognition,
        "MediaId16K": "",
    }


def video(media_id: str, thumb_media_id: str) -> Fields:
    return {"MsgType": "video", "MediaId": media_id, "ThumbMediaId": thumb_media_id}


def short_video(media_id: str, thumb_media_id: str) -> Fields:
    return video(media_id, thumb_media_id) | {"MsgType": "shortvideo"}


def location(latitude: float, longitude: float, label: str) -> Fields:
    return {
        "MsgType": "location",
        "Location_X": latitude,
        "Location_Y": longitude,
        "Scale": 16,
        "Label": label,
    }


def link(title: str, description: str, url: str) -> Fields:
    return {"MsgType": "link", "Title": title, "Description": description, "Url": url}


def mini_program(title: str, app_id: str, page_path: str, thumb_url: str, thumb_id: str) -> Fields:
    return {
        "MsgType": "miniprogrampage",
        "Title": title,
        "AppId": app_id,
        "PagePath": page_path,
        "ThumbUrl": thumb_url,
        "ThumbMediaId": thumb_id,
    }
