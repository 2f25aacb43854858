"""Every kind the platform pushes, over the wire: accepted, recorded as the table says, never answered twice."""

from collections import Counter
from typing import Any

import asyncpg
import pytest

from runner.stack import Stack
from simulator.client import Phone, SimulatorClient

pytestmark = pytest.mark.journey

PLACE = {
    "Location_X": "34.780000",
    "Location_Y": "113.670000",
    "Label": "河南省郑州市金水区花园路1号",
}
CODE = {"ScanType": "qrcode", "ScanResult": "tel:13812345678"}
# Events nobody in the chat sees, as the platform would send them, and what becomes of each.
SILENT: list[tuple[dict[str, Any], str | None]] = [
    ({"Event": "VIEW", "EventKey": "https://page.example/", "MenuId": 1}, "page_view"),
    ({"Event": "view_miniprogram", "EventKey": "pages/index", "MenuId": 1}, "miniprogram_view"),
    ({"Event": "scancode_push", "EventKey": "scan", "ScanCodeInfo": CODE}, "code_read"),
    ({"Event": "pic_weixin", "EventKey": "p", "SendPicsInfo": {"Count": 2}}, "pictures_chosen"),
    ({"Event": "location_select", "EventKey": "l", "SendLocationInfo": PLACE}, "place_chosen"),
    ({"Event": "TEMPLATESENDJOBFINISH", "MsgID": 7, "Status": "success"}, "template_result"),
    ({"Event": "kf_create_session", "KfAccount": "desk1@gh"}, "platform_desk"),
    ({"Event": "MASSSENDJOBFINISH", "MsgID": 8, "Status": "send success"}, None),
    ({"Event": "LOCATION", "Latitude": 34.78, "Longitude": 113.67, "Precision": 9}, None),
]


async def recorded(stack: Stack, openid: str) -> Counter[str]:
    connection = await asyncpg.connect(stack.env["DATABASE_URL"])
    try:
        rows = await connection.fetch(
            "SELECT messages.kind, turns.id FROM messages "
            "JOIN contacts ON contacts.id = messages.contact_id "
            "LEFT JOIN turns ON turns.message_id = messages.id "
            "WHERE contacts.openid = $1 AND messages.direction = 'event'",
            openid,
        )
    finally:
        await connection.close()
    assert all(row["id"] is None for row in rows)
    return Counter(row["kind"] for row in rows)


async def test_silent_pushes_are_recorded_and_nobody_hears_of_them(
    phone: Phone, simulator: SimulatorClient, stack: Stack
) -> None:
    for fields, _ in SILENT:
        exchange = await phone.pushes(**fields)
        assert (exchange.status, exchange.broken_rule) == (200, ""), fields
    await phone.answers_notices(template1="accept", template2="reject")
    for wrapper in ("change", "popup"):
        await phone.refuses_notices("template1", wrapper=wrapper)
    await phone.revokes("205")
    await phone.modifies_profile()
    assert await recorded(stack, phone.openid) == Counter(
        [kind for _, kind in SILENT if kind]
        + ["notice_choice", "notice_change", "notice_change"]
        + ["permission_revoked", "profile_changed"]
    )
    await phone.hears_nothing_more(2)


async def test_a_scanned_code_the_phone_waits_on_is_answered(phone: Phone) -> None:
    exchange = await phone.pushes(Event="scancode_waitmsg", EventKey="scan", ScanCodeInfo=CODE)
    assert (exchange.status, exchange.broken_rule) == (200, "")
    await phone.hears("这个码")


async def test_kinds_we_cannot_read_are_answered_kindly(phone: Phone) -> None:
    await phone.sends_something_unsupported()
    await phone.hears("看不了")
    await phone.sends_mini_program("小程序")
    await phone.hears("看不了")
    await phone.sends_link("新闻", "https://page.example/")
    await phone.hears("看不了")
    await phone.sends_voice(recognition="查进度")
    await phone.hears("申请")


@pytest.mark.parametrize("trouble", [{"copies": 3}, {"lose_answer": True}])
async def test_edge_6_a_push_delivered_more_than_once_is_answered_once(
    phone: Phone, simulator: SimulatorClient, trouble: dict[str, int | bool]
) -> None:
    await simulator.orders_push_fault("text", openid=phone.openid, **trouble)
    await phone.says("你好")
    await phone.hears("要办点啥")
    await phone.hears_nothing_more(8)
