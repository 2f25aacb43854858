"""What an account may answer, and what makes the phone say that it is out of service."""

from typing import Any

import pytest

from simulator import wire
from simulator.config import Mode, Settings
from simulator.connection import Connection
from simulator.passive import BrokenRule, Expectation, read_reply
from tests.simulator.support import Clock, Platform

OPENID = "o" + "a" * 27
SETTINGS = Settings()
CONNECTED = {mode: Connection.of(Settings(simulator_mode=mode)) for mode in Mode}
KEYS = (SETTINGS.wechat_encoding_aes_key,)
MESSAGE = Expectation(OPENID, SETTINGS.simulator_account_id, keys=KEYS)
EVENT = Expectation(OPENID, SETTINGS.simulator_account_id, "CLICK", KEYS)


def sealed(plain: str, **changes: Any) -> bytes:
    platform = Platform(None, None, None, SETTINGS, Clock(), None)  # type: ignore[arg-type]
    return platform.sealed(plain, **changes).encode()


def reply(**changes: Any) -> str:
    fields: dict[str, Any] = {
        "ToUserName": OPENID,
        "FromUserName": MESSAGE.account_id,
        "CreateTime": 1714037059,
        "MsgType": "text",
        "Content": "您好",
    }
    return wire.build(fields | changes)


@pytest.mark.parametrize("body", [b"", b"success"])
@pytest.mark.parametrize("mode", list(Mode))
def test_an_account_may_say_nothing_in_two_ways(body: bytes, mode: Mode) -> None:
    assert read_reply(body, CONNECTED[mode], MESSAGE) is None


def test_a_sealed_text_is_shown() -> None:
    shown = read_reply(sealed(reply()), CONNECTED[Mode.aes], MESSAGE)
    assert shown is not None
    assert shown.parts["text"] == "您好"


def test_compatible_mode_takes_both_kinds() -> None:
    for body in (sealed(reply()), reply().encode()):
        assert read_reply(body, CONNECTED[Mode.compatible], MESSAGE) is not None


@pytest.mark.parametrize(
    ("mode", "body", "why"),
    [
        (Mode.aes, reply().encode(), "must be encrypted"),
        (Mode.plain, sealed(reply()), "must not be encrypted"),
        (Mode.aes, sealed(reply(), signature="0" * 40), "MsgSignature"),
        (Mode.aes, sealed(reply(), app_id="wxffffffffffffffff"), "appid"),
        (Mode.plain, b'{"text": "hi"}', "not XML"),
        (Mode.plain, b"ok", "not XML"),
    ],
)
def test_a_wrong_envelope_is_no_answer(mode: Mode, body: bytes, why: str) -> None:
    with pytest.raises(BrokenRule, match=why):
        read_reply(body, CONNECTED[mode], MESSAGE)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ToUserName": MESSAGE.account_id}, "ToUserName"),
        ({"FromUserName": OPENID}, "FromUserName"),
        ({"CreateTime": "yesterday"}, "CreateTime"),
        ({"MsgType": "Text"}, "MsgType"),
        ({"Content": ""}, "empty"),
        ({"Content": "会" * 683}, "2048"),
        ({"MsgType": "image"}, "MediaId"),
        ({"MsgType": "news", "ArticleCount": 0}, "articles"),
    ],
)
def test_a_wrong_field_is_no_answer(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(BrokenRule, match=why):
        read_reply(reply(**changes).encode(), CONNECTED[Mode.plain], MESSAGE)


def test_two_thousand_and_forty_eight_bytes_still_fit() -> None:
    body = reply(Content="会" * 682 + "ab").encode()
    assert read_reply(body, CONNECTED[Mode.plain], MESSAGE) is not None


def test_edge_19_only_messages_can_be_handed_to_customer_service() -> None:
    body = reply(MsgType="transfer_customer_service").encode()
    assert read_reply(body, CONNECTED[Mode.plain], MESSAGE) is not None
    with pytest.raises(BrokenRule, match="event"):
        read_reply(body, CONNECTED[Mode.plain], EVENT)


def test_a_message_may_be_answered_with_one_article_and_an_event_with_two() -> None:
    article = {"Title": "公告", "Description": "", "PicUrl": "", "Url": "http://127.0.0.1/"}
    changes = {"MsgType": "news", "ArticleCount": 2, "Articles": [article, article]}
    body = reply(**changes).encode()
    assert read_reply(body, CONNECTED[Mode.plain], EVENT) is not None
    with pytest.raises(BrokenRule, match="one article"):
        read_reply(body, CONNECTED[Mode.plain], MESSAGE)
