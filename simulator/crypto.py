"""Signatures and the AES envelope, written from the platform's description, not from a client library.

A simulator sharing code with the bot it checks would share its mistakes too.
"""

import base64
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32  # the platform pads to 32 bytes although AES needs only 16


class EnvelopeError(ValueError):
    """The ciphertext is not one the platform could have understood."""


def sign(*parts: str) -> str:
    """SHA-1 over the sorted parts, as in every `signature` and `msg_signature`."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())


def encrypt(encoding_aes_key: str, message: str, app_id: str) -> str:
    """Random prefix, length, message, appid; then AES-256-CBC and base64."""
    body = message.encode()
    plain = secrets.token_bytes(16) + struct.pack("!I", len(body)) + body + app_id.encode()
    pad = _BLOCK - len(plain) % _BLOCK
    encryptor = _cipher(encoding_aes_key).encryptor()
    cipher = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
    return base64.b64encode(cipher).decode()


def decrypt(encoding_aes_key: str, encrypted: str) -> tuple[str, str]:
    """The message and the appid inside; the caller decides whether that appid is welcome."""
    try:
        cipher = base64.b64decode(encrypted, validate=True)
        decryptor = _cipher(encoding_aes_key).decryptor()
        plain = _unpad(decryptor.update(cipher) + decryptor.finalize())
        (length,) = struct.unpack("!I", plain[16:20])
        if 20 + length > len(plain):
            raise EnvelopeError("the length inside the envelope is longer than the envelope")
        return plain[20 : 20 + length].decode(), plain[20 + length :].decode()
    except (ValueError, struct.error) as error:
        raise EnvelopeError(f"undecipherable: {error}") from error


def _unpad(plain: bytes) -> bytes:
    pad = plain[-1] if plain else 0
    if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
        raise EnvelopeError("the padding is not PKCS#7 with blocks of 32")
    return plain[:-pad]


def _cipher(encoding_aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(encoding_aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
