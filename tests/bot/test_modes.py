"""Plain, compatible and secure mode: each with its own signature, none a way round another."""

import httpx
import pytest

from tests.bot.conftest import StartBot
from tests.bot.fakes import FakeBackend
from tests.bot.pushes import (
    KEY,
    OLD_KEY,
    field,
    payload,
    plain_query,
    push_plain,
    push_sealed,
    reply_in,
    seal,
    sealed_query,
    signed,
    text_push,
)

OFFICIAL_PLAIN_SIGNATURE = "899cf89e464efb63f54ddac96b0a0a235f53aa78"


async def test_the_official_plain_push_vector_is_accepted(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    assert signed() == OFFICIAL_PLAIN_SIGNATURE
    response = await push_plain(bot, payload("text"))
    assert response.text == "success"
    assert backend.texts == ["我要入会"]


async def test_a_plain_push_is_answered_plainly_with_sender_and_receiver_swapped(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    backend.answers("您好")
    reply = (await push_plain(bot, payload("text"))).text
    assert field(reply, "ToUserName") == "oSimulatedWorker0000000000001"
    assert field(reply, "FromUserName") == "gh_0a1b2c3d4e5f"
    assert field(reply, "MsgType") == "text"
    assert field(reply, "Content") == "您好"
    assert backend.receipts[0]["ids"] == backend.ids


async def test_edge_2_raw_means_plain(bot: httpx.AsyncClient, backend: FakeBackend) -> None:
    query = {**plain_query(), "encrypt_type": "raw"}
    response = await bot.post("/wechat", params=query, content=payload("text"))
    assert response.text == "success"
    assert backend.texts == ["我要入会"]


@pytest.mark.parametrize("key", [KEY, OLD_KEY])
async def test_edge_4_a_sealed_push_is_answered_under_the_key_it_came_with(
    bot: httpx.AsyncClient, backend: FakeBackend, key: str
) -> None:
    backend.answers("您好👷")
    response = await push_sealed(bot, payload("text"), key=key)
    assert backend.texts == ["我要入会"]
    assert field(reply_in(response, key=key), "Content") == "您好👷"


async def test_success_is_never_encrypted(bot: httpx.AsyncClient) -> None:
    assert (await push_sealed(bot, payload("text"))).text == "success"


async def test_edge_5_in_compatible_mode_a_tampered_plain_half_loses_against_the_envelope(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    encrypt = seal(text_push("真的"))
    body = text_push("假的").replace("</xml>", f"<Encrypt>{encrypt}</Encrypt></xml>")
    response = await bot.post("/wechat", params=sealed_query(encrypt), content=body.encode())
    assert response.status_code == 200
    assert backend.texts == ["真的"]


@pytest.mark.parametrize("encrypt_type", [{}, {"encrypt_type": "raw"}, {"encrypt_type": "aes"}])
async def test_edge_2_an_envelope_needs_its_own_signature_whatever_the_query_says(
    bot: httpx.AsyncClient, backend: FakeBackend, encrypt_type: dict[str, str]
) -> None:
    body = text_push("假的").replace(
        "</xml>", f"<Encrypt>{seal(text_push('真的'))}</Encrypt></xml>"
    )
    query = {**plain_query(), **encrypt_type}
    response = await bot.post("/wechat", params=query, content=body.encode())
    assert response.status_code == 403
    assert backend.received == []


async def test_edge_2_the_plain_signature_does_not_open_an_envelope(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    encrypt = seal(payload("text"))
    query = {**sealed_query(encrypt), "msg_signature": signed()}
    body = f"<xml><Encrypt>{encrypt}</Encrypt></xml>"
    assert (await bot.post("/wechat", params=query, content=body)).status_code == 403
    assert backend.received == []


async def test_edge_2_the_message_signature_does_not_vouch_for_a_plain_push(
    bot: httpx.AsyncClient, backend: FakeBackend
) -> None:
    query = {**plain_query(), "signature": signed("x"), "msg_signature": signed()}
    assert (await bot.post("/wechat", params=query, content=payload("text"))).status_code == 403
    assert backend.received == []


@pytest.mark.parametrize("signature", ["", "0" * 40, signed(token="BBBBB")])
async def test_a_push_with_a_wrong_signature_is_refused_and_nothing_recorded(
    bot: httpx.AsyncClient, backend: FakeBackend, signature: str
) -> None:
    query = {**plain_query(), "signature": signature}
    response = await bot.post("/wechat", params=query, content=payload("text"))
    assert response.status_code == 403
    assert backend.received == []


async def test_an_account_in_secure_mode_takes_no_plain_push(
    start_bot: StartBot, backend: FakeBackend
) -> None:
    async with start_bot(wechat_require_encryption=True) as bot:
        assert (await push_plain(bot, payload("text"))).status_code == 403
        assert (await push_sealed(bot, payload("text"))).text == "success"
    assert len(backend.received) == 1


@pytest.mark.parametrize("length", [*range(70), 512])
async def test_edge_3_a_sealed_message_of_any_length_comes_out_whole(
    bot: httpx.AsyncClient, backend: FakeBackend, length: int
) -> None:
    words = ("👷工" * length)[:length] if length < 70 else "👷" * length
    assert (await push_sealed(bot, text_push(words))).text == "success"
    assert backend.texts == [words]


@pytest.mark.parametrize("pad", [0, 33, 255])
async def test_edge_3_padding_that_lies_opens_nothing(
    bot: httpx.AsyncClient, backend: FakeBackend, pad: int
) -> None:
    response = await push_sealed(bot, text_push("在吗"), pad=pad)
    assert (response.status_code, response.json()["error"]) == (400, "undecryptable")
    assert backend.received == []
