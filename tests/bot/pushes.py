"""Pushes as the platform makes them, with crypto of its own: an honest counterpart to the bot's."""

import base64
import hashlib
import os
import re
import struct
import time
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

APP_ID = "wx00000000000000aa"
TOKEN = "AAAAA"
KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
OLD_KEY = base64.b64encode(bytes(range(32, 64))).decode().rstrip("=")
type Stamp = dict[str, str]
STAMP: Stamp = {"timestamp": "1714037059", "nonce": "486452656"}
PAYLOADS = Path(__file__).parent / "payloads"


def payload(name: str) -> str:
    return (PAYLOADS / f"{name}.xml").read_text("utf-8")


def text_push(text: str, *, msg_id: int = 1, openid: str = "oWorker", at: int = 1764000000) -> str:
    return (
        f"<xml><ToUserName>gh_a</ToUserName><FromUserName>{openid}</FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType>text</MsgType>"
        f"<Content><![CDATA[{text}]]></Content><MsgId>{msg_id}</MsgId></xml>"
    )


def signed(*more: str, token: str = TOKEN, stamp: Stamp = STAMP) -> str:
    return hashlib.sha1("".join(sorted([token, *stamp.values(), *more])).encode()).hexdigest()


def plain_query(stamp: Stamp = STAMP) -> dict[str, str]:
    return {**stamp, "signature": signed(stamp=stamp)}


def sealed_query(encrypt: str, stamp: Stamp = STAMP) -> dict[str, str]:
    own = {"encrypt_type": "aes", "msg_signature": signed(encrypt, stamp=stamp)}
    return {**plain_query(stamp), **own}


def stamped(seconds_ago: int = 0, *, nonce: str = "486452656") -> Stamp:
    """Signed by the wall clock, as the platform signs."""
    return {"timestamp": str(int(time.time()) - seconds_ago), "nonce": nonce}


def seal(xml: str, *, key: str = KEY, app_id: str = APP_ID, pad: int | None = None) -> str:
    """`pad` is what the padding says of itself, when it is to lie."""
    raw = xml.encode()
    plain = os.urandom(16) + struct.pack(">I", len(raw)) + raw + app_id.encode()
    padding = 32 - len(plain) % 32
    encryptor = _aes(key).encryptor()
    padded = plain + bytes([padding if pad is None else pad]) * padding
    return base64.b64encode(encryptor.update(padded)).decode()


def unseal(encrypt: str, *, key: str = KEY) -> str:
    decryptor = _aes(key).decryptor()
    plain = decryptor.update(base64.b64decode(encrypt))
    plain = plain[: -plain[-1]]
    length = struct.unpack(">I", plain[16:20])[0]
    assert plain[20 + length :].decode() == APP_ID
    return plain[20 : 20 + length].decode()


def _aes(key: str) -> Cipher[modes.CBC]:
    raw = base64.b64decode(key + "=")
    return Cipher(algorithms.AES(raw), modes.CBC(raw[:16]))


async def push_plain(bot: httpx.AsyncClient, xml: str, stamp: Stamp = STAMP) -> httpx.Response:
    return await bot.post("/wechat", params=plain_query(stamp), content=xml.encode())


async def push_sealed(
    bot: httpx.AsyncClient, xml: str, stamp: Stamp = STAMP, **seal_with: Any
) -> httpx.Response:
    encrypt = seal(xml, **seal_with)
    body = f"<xml><ToUserName>gh_a</ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"
    return await bot.post("/wechat", params=sealed_query(encrypt, stamp), content=body.encode())


def reply_in(response: httpx.Response, *, key: str = KEY) -> str:
    """The reply's XML out of its envelope, the envelope's signature checked."""
    envelope = response.text
    encrypt, signature = field(envelope, "Encrypt"), field(envelope, "MsgSignature")
    parts = [TOKEN, field(envelope, "TimeStamp"), field(envelope, "Nonce"), encrypt]
    assert hashlib.sha1("".join(sorted(parts)).encode()).hexdigest() == signature
    return unseal(encrypt, key=key)


def field(xml: str, name: str) -> str:
    found = re.search(rf"<{name}>(?:<!\[CDATA\[(.*)\]\]>|(.*))</{name}>", xml, re.DOTALL)
    assert found, f"no {name} in {xml}"
    return str(found.group(1) or found.group(2) or "")
