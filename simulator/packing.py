"""A push as it goes over the wire: signed, sealed as the mode wants it, or forged on request."""

import secrets
import time
from dataclasses import dataclass
from enum import StrEnum

from simulator import crypto
from simulator.config import Mode
from simulator.connection import Connection, new_key
from simulator.wire import build

_END = "</xml>"


class Forgery(StrEnum):
    """What somebody who is not the platform would get wrong, or replay."""

    signature = "signature"
    msg_signature = "msg_signature"
    key = "key"
    app_id = "app_id"
    stale = "stale"
    # Compatible mode shows the words outside the envelope as well; they are easily changed.
    plaintext = "plaintext"


@dataclass(frozen=True)
class Packed:
    """`key` is the one it was sealed with; the answer may come back under it."""

    url: str
    body: str
    key: str


def packed(
    plain: str, openid: str, connection: Connection, forgery: Forgery | None = None
) -> Packed:
    """Every delivery has its own timestamp and nonce."""
    timestamp, nonce = _timestamp(forgery), str(secrets.randbelow(10**10))
    query = {
        "signature": crypto.sign(connection.token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": openid,
    }
    if forgery is Forgery.signature:
        query["signature"] = secrets.token_hex(20)
    if connection.mode is Mode.plain:
        return Packed(connection.url_with(query), plain, "")
    key = new_key() if forgery is Forgery.key else connection.sealing_key
    encrypted = crypto.encrypt(key, plain, _app_id(connection, forgery))
    query["encrypt_type"] = "aes"
    query["msg_signature"] = crypto.sign(connection.token, timestamp, nonce, encrypted)
    if forgery is Forgery.msg_signature:
        query["msg_signature"] = secrets.token_hex(20)
    body = _enveloped(plain, encrypted, connection, forgery)
    return Packed(connection.url_with(query), body, key)


def _enveloped(plain: str, encrypted: str, connection: Connection, forgery: Forgery | None) -> str:
    if connection.mode is Mode.aes or not plain.endswith(_END):
        return build({"ToUserName": connection.account_id, "Encrypt": encrypted})
    if forgery is Forgery.plaintext:
        plain = plain.replace("<Content><![CDATA[", "<Content><![CDATA[假的", 1)
    return f"{plain.removesuffix(_END)}<Encrypt><![CDATA[{encrypted}]]></Encrypt>{_END}"


def _app_id(connection: Connection, forgery: Forgery | None) -> str:
    return "wxffffffffffffffff" if forgery is Forgery.app_id else connection.app_id


def _timestamp(forgery: Forgery | None) -> str:
    # The wall clock even when tests move the simulator's own: receivers may refuse stale pushes.
    age = 24 * 3600 if forgery is Forgery.stale else 0
    return str(int(time.time()) - age)
