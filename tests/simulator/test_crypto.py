"""The envelope agrees with the platform's published examples, and with wechatpy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from simulator import crypto

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID = "wx00112233445566aa"


@pytest.mark.parametrize(
    ("timestamp", "nonce", "signature"),
    [
        ("1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        ("1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
    ],
)
def test_signatures_match_the_official_examples(timestamp: str, nonce: str, signature: str) -> None:
    assert crypto.sign("AAAAA", timestamp, nonce) == signature


@given(st.text(max_size=200))
def test_whatever_is_sealed_can_be_opened(message: str) -> None:
    message = message.encode("utf-8", "ignore").decode()
    assert crypto.decrypt(KEY, crypto.encrypt(KEY, message, APP_ID)) == (message, APP_ID)


@pytest.mark.parametrize("length", range(70))
def test_every_padding_length_opens(length: int) -> None:
    message = "x" * length
    assert crypto.decrypt(KEY, crypto.encrypt(KEY, message, APP_ID)) == (message, APP_ID)


def test_another_implementation_reads_what_we_seal() -> None:
    sealed = crypto.encrypt(KEY, "<xml><Content>您好</Content></xml>", APP_ID)
    signature = crypto.sign("AAAAA", "1", "2", sealed)
    body = f"<xml><ToUserName>gh_1</ToUserName><Encrypt>{sealed}</Encrypt></xml>"
    opened = WeChatCrypto("AAAAA", KEY, APP_ID).decrypt_message(body, signature, "1", "2")
    assert "您好" in (opened.decode() if isinstance(opened, bytes) else opened)


@pytest.mark.parametrize("garbage", ["", "????", "AAAA", "QUFBQQ==" * 8])
def test_garbage_is_refused_and_never_crashes(garbage: str) -> None:
    with pytest.raises(crypto.EnvelopeError):
        crypto.decrypt(KEY, garbage)
