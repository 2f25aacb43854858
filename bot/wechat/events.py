"""What happened: followed, scanned, tapped, or came of a notice. An unknown event yields None."""

from collections.abc import Callable, Mapping

from backend.contracts.messages import DeskChange, InboundKind
from bot.wechat import notices
from bot.wechat.fields import Details, number, place, whole_number
from bot.wechat.xml import Fields

_SCENE_PREFIX = "qrscene_"


def event_details(fields: Fields, event: str) -> Details | None:
    reader = EVENTS.get(event)
    return reader(fields) if reader else None


def _keyed(kind: InboundKind) -> Callable[[Fields], Details]:
    """Events whose one detail is the key of a button: its own, a URL or a path."""
    return lambda fields: {"kind": kind, "key": fields.text("EventKey") or None}


def _bare(kind: InboundKind) -> Callable[[Fields], Details]:
    return lambda fields: {"kind": kind}


def _follow(fields: Fields) -> Details:
    """Other keys (last_trade_no_…) say where the follower came from, not which code was scanned."""
    key = fields.text("EventKey")
    scene = key.removeprefix(_SCENE_PREFIX) if key.startswith(_SCENE_PREFIX) else ""
    return {"kind": InboundKind.follow, "key": scene or None}


def _code(kind: InboundKind) -> Callable[[Fields], Details]:
    """What the code said goes where words go: numbers in it are taken out like any others."""

    def read(fields: Fields) -> Details:
        scanned = fields.group("ScanCodeInfo").text("ScanResult")
        return {**_keyed(kind)(fields), "text": scanned}

    return read


def _pictures(fields: Fields) -> Details:
    count = whole_number(fields.group("SendPicsInfo").text("Count"))
    return {**_keyed(InboundKind.pictures_chosen)(fields), "picture_count": count}


def _place_chosen(fields: Fields) -> Details:
    return {
        **_keyed(InboundKind.place_chosen)(fields),
        **place(fields.group("SendLocationInfo")),
    }


def _position(fields: Fields) -> Details:
    return {
        "kind": InboundKind.position,
        "latitude": number(fields, "Latitude", most=90),
        "longitude": number(fields, "Longitude", most=180),
    }


def _revoked(fields: Fields) -> Details:
    codes = (whole_number(text.strip()) for text in fields.every("RevokeInfo"))
    return {
        "kind": InboundKind.permission_revoked,
        "revoked": [code for code in codes if code is not None],
    }


def _desk(change: DeskChange) -> Callable[[Fields], Details]:
    return lambda fields: {
        "kind": InboundKind.platform_desk,
        "desk": change,
        "key": fields.text("ToKfAccount") or fields.text("KfAccount") or None,
    }


EVENTS: Mapping[str, Callable[[Fields], Details]] = {
    "subscribe": _follow,
    "unsubscribe": _bare(InboundKind.unfollow),
    "scan": _keyed(InboundKind.scan),
    "location": _position,
    "click": _keyed(InboundKind.menu_tap),
    "view": _keyed(InboundKind.page_view),
    "view_miniprogram": _keyed(InboundKind.miniprogram_view),
    "scancode_push": _code(InboundKind.code_read),
    "scancode_waitmsg": _code(InboundKind.code_sent),
    "pic_sysphoto": _pictures,
    "pic_photo_or_album": _pictures,
    "pic_weixin": _pictures,
    "location_select": _place_chosen,
    "templatesendjobfinish": notices.template_result,
    "subscribe_msg_popup_event": notices.choice,
    "subscribe_msg_change_event": notices.change,
    "subscribe_msg_sent_event": notices.sent,
    "user_authorization_revoke": _revoked,
    "user_authorization_cancellation": _bare(InboundKind.account_closed),
    "user_info_modified": _bare(InboundKind.profile_changed),
    "kf_create_session": _desk(DeskChange.opened),
    "kf_close_session": _desk(DeskChange.closed),
    "kf_switch_session": _desk(DeskChange.switched),
}
