"""XML is written as the platform writes it, and read without falling for tricks."""

import pytest

from simulator import events, messages, wire

ENVELOPE = messages.Envelope("gh_5a1b2c3d4e5f", "o" + "a" * 27, 1714037059, 24000000000000001)


def test_words_are_wrapped_and_numbers_are_bare() -> None:
    built = wire.build(messages.push(ENVELOPE, messages.text("我要入会")))
    assert "<Content><![CDATA[我要入会]]></Content>" in built
    assert "<CreateTime>1714037059</CreateTime>" in built


def test_a_closing_bracket_in_a_text_survives() -> None:
    fields = wire.parse(wire.build({"Content": "a]]>b"}).encode())
    assert fields["Content"] == "a]]>b"


def test_a_message_has_an_id_and_an_event_has_none() -> None:
    event = messages.Envelope(ENVELOPE.account_id, ENVELOPE.openid, ENVELOPE.created)
    assert "MsgId" in messages.push(ENVELOPE, messages.text("1"))
    assert "MsgId" not in messages.push(event, events.click("join"))


def test_a_tapped_option_names_its_id_after_the_message_id() -> None:
    names = list(messages.push(ENVELOPE, messages.text("同意", "consent:1")))
    assert names[-2:] == ["MsgId", "bizmsgmenuid"]


def test_following_by_a_code_names_the_scene_and_following_by_hand_names_none() -> None:
    assert events.subscribe("area_410105", "t")["EventKey"] == "qrscene_area_410105"
    assert events.subscribe(None, None)["EventKey"] == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<xml>",
        b"<other/>",
        b"\xff\xfe<xml/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>',
        b"<xml><Content>\x0b</Content></xml>",
    ],
)
def test_what_is_not_the_platforms_xml_is_refused(body: bytes) -> None:
    with pytest.raises(wire.MalformedXml):
        wire.parse(body)
