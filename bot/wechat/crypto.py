"""Signatures and AES envelopes: wechatpy's cipher, with what it leaves out put around it."""

import base64
import binascii
import hmac
import secrets
import struct
import time
from dataclasses import dataclass
from hashlib import sha1

from wechatpy.crypto import PrpCrypto
from wechatpy.exceptions import InvalidAppIdException

from bot.wechat import xml

# What wechatpy's decryption raises for a wrong key, depending on the garbage it finds.
_WRONG_KEY = (
    InvalidAppIdException,
    struct.error,
    UnicodeDecodeError,
    binascii.Error,
    ValueError,
    IndexError,
)


type Cipher = PrpCrypto


class BadSignature(Exception):
    """Missing or wrong; the sender is not the platform."""


class Undecryptable(Exception):
    """Signed by the platform, but for another key or another account."""


def sign(*parts: str) -> str:
    return sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def check_signature(given: str | None, *parts: str | None) -> None:
    """In constant time, unlike wechatpy's."""
    if not given or not all(parts):
        raise BadSignature
    expected = sign(*(part for part in parts if part))
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise BadSignature


@dataclass(frozen=True)
class Opened:
    """What was inside, and the key it came under: the answer must leave under the same."""

    text: str
    cipher: Cipher


class Envelopes:
    """Opens with the current key, then the previous one; the platform rotates before it tells."""

    def __init__(self, *, token: str, app_id: str, aes_keys: list[str]) -> None:
        self._token = token
        self._app_id = app_id
        self._ciphers = [_cipher(key) for key in aes_keys]

    def open(self, encrypt: str) -> Opened:
        for cipher in self._ciphers:
            try:
                return Opened(str(cipher.decrypt(encrypt, self._app_id)), cipher)
            except _WRONG_KEY:
                continue
        raise Undecryptable

    def seal(self, reply: str, cipher: Cipher) -> str:
        encrypt = cipher.encrypt(reply, self._app_id).decode()
        timestamp, nonce = str(int(time.time())), secrets.token_hex(8)
        signature = sign(self._token, timestamp, nonce, encrypt)
        return xml.sealed_reply(
            encrypt=encrypt, signature=signature, timestamp=timestamp, nonce=nonce
        )


def _cipher(aes_key: str) -> Cipher:
    cipher = PrpCrypto(base64.b64decode(aes_key + "="))
    # wechatpy draws these 16 letters from `random`; with a fixed IV they are all the salt there is.
    cipher.get_random_string = lambda: secrets.token_hex(8)
    return cipher
