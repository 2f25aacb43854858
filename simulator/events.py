"""The events the platform pushes, element by element and in its order. No I/O here."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Literal

from simulator.messages import Fields
from simulator.wire import Field

# Some events come from the platform itself; the person is in OpenID.
PLATFORM = "oPlatformPushAccount00000000"

type Notice = Mapping[str, Field]


def subscribe(scene: str | None, ticket: str | None) -> Fields:
    """An EventKey even when nobody scanned anything: the platform sends an empty one."""
    if scene is None:
        return event("subscribe", "")
    return event("subscribe", f"qrscene_{scene}") | {"Ticket": ticket or ""}


def subscribe_after_payment(trade_no: str) -> Fields:
    return event("subscribe", f"last_trade_no_{trade_no}")


def unsubscribe() -> Fields:
    return event("unsubscribe", "")


def scan(scene: str, ticket: str | None) -> Fields:
    return event("SCAN", scene) | {"Ticket": ticket or ""}


def location(latitude: float, longitude: float, precision: float) -> Fields:
    where: Fields = {"Latitude": latitude, "Longitude": longitude, "Precision": precision}
    return event("LOCATION") | where


def click(key: str) -> Fields:
    return event("CLICK", key)


def view(url: str, menu_id: int) -> Fields:
    return event("VIEW", url) | {"MenuId": menu_id}


def view_mini_program(page_path: str, menu_id: int) -> Fields:
    return event("view_miniprogram", page_path) | {"MenuId": menu_id}


def scan_code(
    kind: Literal["scancode_push", "scancode_waitmsg"], key: str, scan_type: str, result: str
) -> Fields:
    return event(kind, key) | {"ScanCodeInfo": {"ScanType": scan_type, "ScanResult": result}}


def pictures(kind: str, key: str, photos: Sequence[bytes]) -> Fields:
    """Only how many and their hashes; the pictures follow as messages of their own."""
    sums = [{"PicMd5Sum": hashlib.md5(photo).hexdigest()} for photo in photos]
    return event(kind, key) | {"SendPicsInfo": {"Count": len(photos), "PicList": sums}}


def location_select(key: str, latitude: float, longitude: float, label: str, name: str) -> Fields:
    place = {
        # Text here, although they are numbers everywhere else.
        "Location_X": f"{latitude:.6f}",
        "Location_Y": f"{longitude:.6f}",
        "Scale": "15",
        "Label": label,
        "Poiname": name,
    }
    return event("location_select", key) | {"SendLocationInfo": place}


def template_result(message_id: int, status: str) -> Fields:
    return event("TEMPLATESENDJOBFINISH") | {"MsgID": message_id, "Status": status}


def notice_popup(answers: Sequence[Notice]) -> Fields:
    return event("subscribe_msg_popup_event") | {"SubscribeMsgPopupEvent": {"List": answers}}


def notice_change(answers: Sequence[Notice], *, as_documented: bool = False) -> Fields:
    """The documentation's sample wraps it like a popup; both wrappers must be expected."""
    wrapper = "SubscribeMsgPopupEvent" if as_documented else "SubscribeMsgChangeEvent"
    return event("subscribe_msg_change_event") | {wrapper: {"List": answers}}


def notice_sent(results: Sequence[Notice]) -> Fields:
    return event("subscribe_msg_sent_event") | {"SubscribeMsgSentEvent": {"List": results}}


def authorization(name: str, openid: str, app_id: str, revoke_info: str = "") -> Fields:
    """`user_info_modified`, `user_authorization_revoke`, `user_authorization_cancellation`."""
    fields = event(name) | {"OpenID": openid, "AppID": app_id}
    return fields | {"RevokeInfo": revoke_info} if revoke_info else fields


def customer_service_begun(account: str) -> Fields:
    return event("kf_create_session") | {"KfAccount": account}


def customer_service_ended(account: str) -> Fields:
    return event("kf_close_session") | {"KfAccount": account}


def customer_service_switched(before: str, after: str) -> Fields:
    return event("kf_switch_session") | {"FromKfAccount": before, "ToKfAccount": after}


def event(name: str, key: str | None = None) -> Fields:
    """Without a key there is no EventKey element at all."""
    fields: Fields = {"MsgType": "event", "Event": name}
    return fields if key is None else fields | {"EventKey": key}
