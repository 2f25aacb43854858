"""Every kind the platform pushes becomes one of our words. `edge_N`: the list of edge cases."""

import logging
from datetime import UTC, datetime

import httpx
import pytest

from backend.contracts.handling import HANDLING
from backend.contracts.messages import InboundKind, InboundMessage
from bot.wechat import xml
from bot.wechat.inbound import MalformedMessage, delivery_from
from tests.bot.fakes import FakeBackend
from tests.bot.pushes import PAYLOADS, payload, push_plain, text_push

K = InboundKind


def message(name: str) -> InboundMessage | None:
    return delivery_from(xml.read(payload(name))).message


@pytest.mark.parametrize(
    ("name", "kind", "details"),
    [
        ("text", K.text, {"text": "我要入会", "option_id": None}),
        ("text_menu_tap", K.text, {"text": "同意", "option_id": "consent:yes"}),
        ("text_menu_tap_zero", K.text, {"text": "同意", "option_id": None}),
        ("text_blank", K.text, {"text": "  "}),
        ("text_unsupported", K.unsupported, {"text": ""}),
        ("image", K.image, {"media_id": "media-image-1", "text": ""}),
        ("voice", K.voice, {"media_id": "media-voice-1", "text": ""}),
        ("voice_recognized", K.voice, {"media_id": "media-voice-2", "text": "查进度"}),
        ("video", K.video, {"media_id": "media-video-1"}),
        ("shortvideo", K.video, {"media_id": "media-video-2"}),
        ("location", K.location, {"latitude": 34.757977, "longitude": 113.665412}),
        (
            "link",
            K.link,
            {"text": "一篇文章\nhttps://article.example/1", "platform_type": "link"},
        ),
        ("file", K.unsupported, {"platform_type": "file"}),
        ("event_subscribe", K.follow, {"key": None, "platform_type": "event:subscribe"}),
        ("event_subscribe_scene", K.follow, {"key": "county:410105"}),
        ("event_subscribe_trade", K.follow, {"key": None}),
        ("event_unsubscribe", K.unfollow, {"key": None}),
        ("event_scan", K.scan, {"key": "county:410105"}),
        ("event_click", K.menu_tap, {"key": "/join_union"}),
        ("event_view", K.page_view, {"key": "https://page.example/"}),
        ("event_view_miniprogram", K.miniprogram_view, {"key": "pages/index/index"}),
        ("event_location", K.position, {"latitude": 34.757977, "longitude": 113.665412}),
        ("event_scancode", K.code_read, {"key": "scan", "text": "1"}),
        ("event_scancode_wait", K.code_sent, {"text": "https://page.example/13812345678"}),
        ("event_pic_sysphoto", K.pictures_chosen, {"key": "photos", "picture_count": 2}),
        ("event_pic_photo_or_album", K.pictures_chosen, {"picture_count": 2}),
        ("event_pic_weixin", K.pictures_chosen, {"picture_count": 2}),
        (
            "event_location_select",
            K.place_chosen,
            {"text": "河南省郑州市金水区花园路1号", "latitude": 34.78, "longitude": 113.67},
        ),
        ("event_kf_create", K.platform_desk, {"desk": "opened", "key": "desk1@gh_0a1b2c3d4e5f"}),
        ("event_kf_close", K.platform_desk, {"desk": "closed"}),
        ("event_kf_switch", K.platform_desk, {"desk": "switched", "key": "desk2@gh_0a1b2c3d4e5f"}),
    ],
)
def test_a_push_becomes_our_word_for_it(
    name: str, kind: InboundKind, details: dict[str, object]
) -> None:
    found = message(name)
    assert found is not None
    assert found.kind is kind
    assert {key: getattr(found, key) for key in details} == details
    assert found.openid == "oSimulatedWorker0000000000001"
    assert found.sent_at == datetime.fromtimestamp(1764000000, UTC)


def test_every_kind_has_its_place_in_the_table() -> None:
    assert set(HANDLING) == set(K)


@pytest.mark.parametrize("name", ["event_location", "event_unknown"])
async def test_edge_16_an_event_nobody_waits_on_is_acknowledged_and_goes_no_further(
    bot: httpx.AsyncClient, backend: FakeBackend, name: str
) -> None:
    assert (await push_plain(bot, payload(name))).text == "success"
    assert backend.received == []


async def test_edge_16_an_unknown_event_is_logged_by_its_kind_alone(
    bot: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await push_plain(bot, payload("event_unknown").replace("send success", "私事"))
    (line,) = [record for record in caplog.records if record.message == "acknowledged only"]
    ids: dict[str, str] = vars(line)["ids"]
    assert ids["platform_type"] == "event:masssendjobfinish"
    assert set(ids) == {"platform_type", "delivery"}


@pytest.mark.parametrize(
    ("name", "kind", "details"),
    [
        ("event_revoke", K.permission_revoked, {"revoked": [205]}),
        ("event_cancellation", K.account_closed, {}),
        ("event_info_modified", K.profile_changed, {}),
    ],
)
def test_edge_20_a_revocation_is_about_the_openid_and_not_its_sender(
    name: str, kind: InboundKind, details: dict[str, object]
) -> None:
    found = message(name)
    assert found is not None
    assert (found.kind, found.openid) == (kind, "oSimulatedWorker0000000000002")
    assert {key: getattr(found, key) for key in details} == details


async def test_edge_20_nobody_is_recorded_for_the_account_that_brings_the_revocation(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    assert (await push_plain(bot, payload("event_revoke"))).text == "success"
    recorded = [message["openid"] for batch in backend.batches for message in batch]
    assert recorded == ["oSimulatedWorker0000000000002"]


async def test_edge_20_a_revocation_without_an_openid_is_about_nobody(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    body = payload("event_revoke").replace("OpenID", "Openid")
    assert (await push_plain(bot, body)).status_code == 400
    assert backend.keys == []


def test_edge_20_several_revoked_permissions_are_all_told() -> None:
    body = payload("event_revoke").replace("</xml>", "<RevokeInfo>206</RevokeInfo></xml>")
    found = delivery_from(xml.read(body)).message
    assert found is not None
    assert found.revoked == [205, 206]


@pytest.mark.parametrize(
    ("name", "kind", "choices"),
    [
        ("event_subscribe_popup_one", K.notice_choice, [("template-1", True)]),
        (
            "event_subscribe_popup_many",
            K.notice_choice,
            [("template-1", True), ("template-2", False)],
        ),
        ("event_subscribe_change", K.notice_change, [("template-1", False)]),
        (
            "event_subscribe_change_in_popup",
            K.notice_change,
            [("template-1", False), ("template-2", False)],
        ),
    ],
)
def test_edge_21_notice_choices_are_read_from_one_or_many_in_either_wrapper(
    name: str, kind: InboundKind, choices: list[tuple[str, bool]]
) -> None:
    found = message(name)
    assert found is not None
    assert found.kind is kind
    assert [(each.template_id, each.accepted) for each in found.choices] == choices


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        ("event_subscribe_sent", [("1700827132819554304", "delivered")]),
        (
            "event_subscribe_sent_many",
            [("1700827132819554304", "delivered"), ("1700827132819554305", "blocked")],
        ),
        ("event_template_sent", [("200163836", "delivered")]),
        ("event_template_blocked", [("200163837", "blocked")]),
        ("event_template_failed", [("200163837", "failed")]),
        ("event_template_strange", [("200163837", "failed")]),
        ("event_template_unknown", [("200163837", "unknown")]),
    ],
)
def test_edge_21_what_became_of_a_notice_is_told_by_its_id(
    name: str, outcomes: list[tuple[str, str]]
) -> None:
    found = message(name)
    assert found is not None
    assert found.kind in {K.notice_sent, K.template_result}
    assert [(each.notice_id, each.outcome.value) for each in found.results] == outcomes


def key_of(body: str) -> str:
    return delivery_from(xml.read(body)).dedupe_key


def test_a_retry_has_the_same_key() -> None:
    for name in [path.stem for path in PAYLOADS.glob("*.xml")]:
        assert key_of(payload(name)) == key_of(payload(name))


def test_edge_8_the_same_message_id_from_two_people_or_two_seconds_are_two_messages() -> None:
    keys = {
        key_of(text_push("在吗", msg_id=7, openid="oA", at=1)),
        key_of(text_push("在吗", msg_id=7, openid="oB", at=1)),
        key_of(text_push("在吗", msg_id=7, openid="oA", at=2)),
        key_of(text_push("在吗", msg_id=8, openid="oA", at=1)),
    }
    assert len(keys) == 4


def test_edge_8_different_events_of_one_second_are_different() -> None:
    names = [path.stem for path in PAYLOADS.glob("event_*.xml")]
    other_button = payload("event_click").replace("/join_union", "/help")
    bodies = [*map(payload, names), other_button]
    assert len({key_of(body) for body in bodies}) == len(bodies)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("event_template_sent", "200163836", "200163838"),
        ("event_subscribe_sent", "1700827132819554304", "1700827132819554306"),
        ("event_scan", "<Ticket><![CDATA[", "<Ticket><![CDATA[x"),
        ("event_location", "113.665412", "113.665413"),
    ],
)
def test_edge_8_results_of_one_second_differ_by_their_id_ticket_or_body(
    name: str, one: str, other: str
) -> None:
    body = payload(name)
    assert one in body
    assert key_of(body) != key_of(body.replace(one, other))


def test_a_key_never_outgrows_its_column() -> None:
    long = text_push("在吗", openid="o" * 64).replace("<MsgId>1<", f"<MsgId>{'9' * 400}<")
    assert len(key_of(long)) <= 200


def test_a_location_that_is_no_number_is_still_a_location() -> None:
    found = delivery_from(xml.read(payload("location").replace("34.757977", "北纬"))).message
    assert found is not None
    assert (found.kind, found.latitude) == (K.location, None)


@pytest.mark.parametrize("latitude", ["nan", "inf", "-91", "1e9", "", "34,7"])
def test_a_latitude_that_is_nowhere_is_none(latitude: str) -> None:
    found = delivery_from(xml.read(payload("location").replace("34.757977", latitude))).message
    assert found is not None
    assert found.latitude is None


@pytest.mark.parametrize("at", ["-1", "4102444800", "253402300799", "1e9", "", "9" * 5000])
def test_edge_25_a_date_beyond_any_calendar_is_no_message(at: str) -> None:
    body = payload("text").replace("1764000000", at)
    with pytest.raises(MalformedMessage):
        delivery_from(xml.read(body))


@pytest.mark.parametrize("at", [0, 1764000000, 4102444799])
def test_edge_25_a_clock_that_is_merely_wrong_costs_no_message(at: int) -> None:
    found = delivery_from(xml.read(text_push("在吗", at=at))).message
    assert found is not None
    assert found.sent_at == datetime.fromtimestamp(at, UTC)
