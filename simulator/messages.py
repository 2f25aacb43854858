"""The platform's pushes, element by element and in its order. No I/O here."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.wire import Field

type Fields = dict[str, Field]


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
        fields["MsgId"] = envelope.message_id
    # The platform appends it after MsgId; the order has broken parsers before.
    if "bizmsgmenuid" in fields:
        fields["bizmsgmenuid"] = fields.pop("bizmsgmenuid")
    return fields


def text(content: str, menu_id: str | None = None) -> Fields:
    fields: Fields = {"MsgType": "text", "Content": content}
    return fields if menu_id is None else fields | {"bizmsgmenuid": menu_id}


def image(picture_url: str, media_id: str) -> Fields:
    return {"MsgType": "image", "PicUrl": picture_url, "MediaId": media_id}


def voice(media_id: str) -> Fields:
    """`Recognition` arrives empty since the platform retired it."""
    return {
        "MsgType": "voice",
        "MediaId": media_id,
        "Format": "amr",
        "Recognition": "",
        "MediaId16K": "",
    }


def video(media_id: str, thumb_media_id: str) -> Fields:
    return {"MsgType": "video", "MediaId": media_id, "ThumbMediaId": thumb_media_id}


def location(latitude: float, longitude: float, label: str) -> Fields:
    return {
        "MsgType": "location",
        "Location_X": f"{latitude:.6f}",
        "Location_Y": f"{longitude:.6f}",
        "Scale": 16,
        "Label": label,
    }


def link(title: str, description: str, url: str) -> Fields:
    return {"MsgType": "link", "Title": title, "Description": description, "Url": url}


def subscribe(scene: str | None, ticket: str | None) -> Fields:
    """An EventKey even when nobody scanned anything: the platform sends an empty one."""
    if scene is None:
        return _event("subscribe", "")
    return _event("subscribe", f"qrscene_{scene}") | {"Ticket": ticket or ""}


def unsubscribe() -> Fields:
    return _event("unsubscribe", "")


def scan(scene: str, ticket: str | None) -> Fields:
    return _event("SCAN", scene) | {"Ticket": ticket or ""}


def click(key: str) -> Fields:
    return _event("CLICK", key)


def view(url: str, menu_id: int) -> Fields:
    return _event("VIEW", url) | {"MenuId": menu_id}


def _event(name: str, key: str) -> Fields:
    return {"MsgType": "event", "Event": name, "EventKey": key}
