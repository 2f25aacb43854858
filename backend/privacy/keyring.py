"""AES-256-GCM for cells and files, keyed hashes for equality. Keys come from ENCRYPTION_KEYS."""

import base64
import binascii
import hashlib
import hmac
import secrets
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = "v1"


class KeyringError(Exception):
    """A key is missing or malformed, or a sealed value was moved or changed."""


class Keyring:
    """The first key seals; every listed key can open, so rotation is prepending a new one."""

    def __init__(self, keys: dict[str, bytes], blind_index_key: bytes) -> None:
        if not keys:
            raise KeyringError("ENCRYPTION_KEYS is empty")
        if any(len(key) != 32 for key in keys.values()) or len(blind_index_key) != 32:
            raise KeyringError(
                "ENCRYPTION_KEYS and BLIND_INDEX_KEY must be 32 bytes each, base64url"
            )
        self._ciphers = {kid: AESGCM(key) for kid, key in keys.items()}
        self.current_id = next(iter(keys))
        self._blind_index_key = blind_index_key

    @classmethod
    def from_settings(cls, encryption_keys: str, blind_index_key: str) -> Self:
        """`kid:base64url,older:base64url` and one base64url key."""
        keys: dict[str, bytes] = {}
        for item in filter(None, (part.strip() for part in encryption_keys.split(","))):
            kid, _, encoded = item.partition(":")
            keys[kid] = _decode(encoded)
        return cls(keys, _decode(blind_index_key))

    def seal(self, plaintext: bytes, *, aad: str) -> str:
        """`v1|kid|nonce|ciphertext`. `aad` is `table|column|row`: a cell moved elsewhere won't open."""
        nonce = secrets.token_bytes(12)
        sealed = self._ciphers[self.current_id].encrypt(nonce, plaintext, aad.encode())
        return "|".join((_VERSION, self.current_id, _encode(nonce), _encode(sealed)))

    def open(self, token: str, *, aad: str) -> bytes:
        try:
            version, kid, nonce, sealed = token.split("|")
            if version != _VERSION:
                raise KeyringError(f"unknown version {version}")
            return self._ciphers[kid].decrypt(_decode(nonce), _decode(sealed), aad.encode())
        except (ValueError, KeyError, InvalidTag) as error:
            raise KeyringError(f"cannot open a sealed value: {type(error).__name__}") from error

    def seal_text(self, text: str, *, aad: str) -> str:
        return self.seal(text.encode(), aad=aad)

    def open_text(self, token: str, *, aad: str) -> str:
        return self.open(token, aad=aad).decode()

    def blind_index(self, value: str, *, purpose: str) -> str:
        """A keyed hash: equal values meet, and only who holds the key can test a guess."""
        key = hmac.digest(self._blind_index_key, f"blind-index|{purpose}".encode(), hashlib.sha256)
        return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise KeyringError("not base64url") from error
