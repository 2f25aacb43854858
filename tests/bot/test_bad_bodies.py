"""What is no message gets a number and an id to ask about, never a traceback."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.bot.fakes import FakeBackend
from tests.bot.pushes import (
    payload,
    plain_query,
    push_plain,
    push_sealed,
    seal,
    sealed_query,
    text_push,
)

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>' + text_push("&c;").replace("<![CDATA[", "<x>")
)
OUTSIDE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">' + text_push("在吗")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "<xml>",
        "<xml></xml>",
        "<xml><MsgType>text</MsgType></xml>",
        BOMB,
        OUTSIDE,
        "<a>" * 5000 + "</a>" * 5000,
        "<xml>" + "<a>1</a>" * 5000 + "</xml>",
        text_push("在吗").replace("1764000000", "昨天"),
        text_push("在吗").replace("1764000000", "9" * 30),
        text_push("在吗", openid="o" * 65),
        text_push("在吗", openid=" "),
    ],
)
@pytest.mark.parametrize("push", [push_plain, push_sealed])
async def test_edge_14_a_malformed_body_is_refused_with_an_id_that_is_in_the_log(
    bot: httpx.AsyncClient,
    backend: FakeBackend,
    caplog: pytest.LogCaptureFixture,
    push: object,
    body: str,
) -> None:
    assert callable(push)
    with caplog.at_level(logging.WARNING):
        response = await push(bot, body)
    assert response.status_code == 400
    assert response.json()["id"] in {
        getattr(record, "ids", {}).get("error_id") for record in caplog.records
    }
    assert "Traceback" not in response.text
    assert backend.received == []


@pytest.mark.parametrize("seal_with", [{"key": "b" * 43}, {"app_id": "wx00000000000000bb"}])
async def test_edge_3_another_key_or_another_account_cannot_be_opened(
    bot: httpx.AsyncClient, backend: FakeBackend, seal_with: dict[str, Any]
) -> None:
    for _ in range(20):  # garbage differs each time, and so does what it breaks
        response = await push_sealed(bot, payload("text"), **seal_with)
        assert (response.status_code, response.json()["error"]) == (400, "undecryptable")
    assert backend.received == []


@pytest.mark.parametrize("encrypt", ["", "!", "AAAA", "汉字", "QUFBQUFBQUFBQUFBQUFBQQ=="])
async def test_an_envelope_of_garbage_is_refused(bot: httpx.AsyncClient, encrypt: str) -> None:
    body = f"<xml><Encrypt>{encrypt}</Encrypt></xml>".encode()
    response = await bot.post("/wechat", params=sealed_query(encrypt), content=body)
    assert response.status_code in {400, 403}


async def test_edge_14_a_body_over_a_mebibyte_is_not_read_to_its_end(
    bot: httpx.AsyncClient,
) -> None:
    pieces_taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal pieces_taken
        for _ in range(160):
            pieces_taken += 1
            yield b"x" * 65536

    response = await bot.post("/wechat", params=plain_query(), content=endless())
    assert response.status_code == 413
    assert pieces_taken < 30


async def test_a_body_that_says_it_is_too_large_is_refused_at_once_with_an_id_that_is_in_the_log(
    bot: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    body = b"x" * (1024 * 1024 + 1)
    with caplog.at_level(logging.WARNING):
        response = await bot.post("/wechat", params=plain_query(), content=body)
    assert response.status_code == 413
    told = {getattr(record, "ids", {}).get("error_id") for record in caplog.records}
    assert response.json()["id"] in told


async def test_a_body_of_just_a_mebibyte_is_read(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    room = 1024 * 1024 - len(text_push("").encode())
    assert (await push_plain(bot, text_push("x" * room))).text == "success"
    assert len(backend.texts[0]) == room


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ("有\x1d控制\x0b字符\x00", "有控制字符"),
        ("  ", "  "),
        (" 前后空格 ", " 前后空格 "),
        ("a&b<c>", "a&b<c>"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("", ""),
    ],
)
async def test_edge_14_odd_characters_do_not_cost_the_message(
    bot: httpx.AsyncClient, backend: FakeBackend, sent: str, heard: str
) -> None:
    await push_plain(bot, text_push(sent))
    await push_sealed(bot, text_push(sent))
    assert backend.texts == [heard, heard]


async def test_edge_14_invalid_utf8_and_a_byte_order_mark_do_not_cost_the_message(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    body = b"\xef\xbb\xbf" + text_push("坏?的").encode().replace(b"?", b"\xff")
    response = await bot.post("/wechat", params=plain_query(), content=body)
    assert response.text == "success"
    assert backend.texts == ["坏\ufffd的"]


async def test_edge_14_of_duplicated_elements_the_first_counts(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    doubled = text_push("在吗").replace("</xml>", "<MsgId>2</MsgId><Content>别的</Content></xml>")
    await push_plain(bot, doubled)
    assert backend.texts == ["在吗"]
    assert backend.received[0]["dedupe_key"].endswith(":1")


async def test_an_envelope_inside_an_envelope_is_not_opened(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    nested = f"<xml><Encrypt>{seal(text_push('内层'))}</Encrypt></xml>"
    assert (await push_sealed(bot, nested)).status_code == 400
    assert backend.received == []
