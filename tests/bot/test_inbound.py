"""Every kind the platform pushes becomes one of our words, or is acknowledged and let go."""

from datetime import UTC, datetime

import httpx
import pytest

from backend.contracts.messages import InboundKind, InboundMessage
from bot.wechat import xml
from bot.wechat.inbound import delivery_from
from tests.bot.fakes import FakeBackend
from tests.bot.pushes import payload, push_plain, text_push

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
        ("link", K.link, {"text": "", "platform_type": "link"}),
        ("file", K.unsupported, {"platform_type": "file"}),
        ("event_subscribe", K.follow, {"key": None, "platform_type": "event:subscribe"}),
        ("event_subscribe_scene", K.follow, {"key": "county:410105"}),
        ("event_subscribe_trade", K.follow, {"key": None}),
        ("event_unsubscribe", K.unfollow, {"key": None}),
        ("event_scan", K.scan, {"key": "county:410105"}),
        ("event_click", K.menu_tap, {"key": "/join_union"}),
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


NOBODY_WAITS = [
    "event_view",
    "event_location",
    "event_template_sent",
    "event_revoke",
    "event_scancode",
]


@pytest.mark.parametrize("name", NOBODY_WAITS)
async def test_an_event_nobody_waits_on_is_acknowledged_and_goes_no_further(
    bot: httpx.AsyncClient, backend: FakeBackend, name: str
) -> None:
    assert (await push_plain(bot, payload(name))).text == "success"
    assert backend.received == []


def key_of(body: str) -> str:
    found = delivery_from(xml.read(body)).message
    assert found is not None
    return found.dedupe_key


def test_a_retry_has_the_same_key() -> None:
    for name in ("text", "image", "event_click", "event_subscribe_scene"):
        assert key_of(payload(name)) == key_of(payload(name))


def test_the_same_message_id_from_two_people_or_two_seconds_are_two_messages() -> None:
    keys = {
        key_of(text_push("在吗", msg_id=7, openid="oA", at=1)),
        key_of(text_push("在吗", msg_id=7, openid="oB", at=1)),
        key_of(text_push("在吗", msg_id=7, openid="oA", at=2)),
        key_of(text_push("在吗", msg_id=8, openid="oA", at=1)),
    }
    assert len(keys) == 4


def test_different_events_of_one_second_are_different() -> None:
    names = [
        "event_subscribe",
        "event_subscribe_scene",
        "event_unsubscribe",
        "event_scan",
        "event_click",
    ]
    other_button = payload("event_click").replace("/join_union", "/help")
    assert len({*map(key_of, map(payload, names)), key_of(other_button)}) == 6


def test_a_key_never_outgrows_its_column() -> None:
    long = text_push("在吗", openid="o" * 64).replace("<MsgId>1<", f"<MsgId>{'9' * 400}<")
    assert len(key_of(long)) <= 200


def test_a_location_that_is_no_number_is_still_a_location() -> None:
    found = delivery_from(xml.read(payload("location").replace("34.757977", "北纬"))).message
    assert found is not None
    assert (found.kind, found.latitude) == (K.location, None)
