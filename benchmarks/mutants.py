"""Pushes gone wrong at four levels: the XML, the base64, the envelope, the query."""

import base64
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import strategies as st

from benchmarks.xml_mutations import MUTATIONS
from simulator import crypto

_nonces = count(1)


@dataclass(frozen=True)
class Account:
    token: str
    app_id: str
    aes_key: str
    # A key the account never had.
    other_key: str = "b" * 43


class Level(StrEnum):
    """Where the mischief was done."""

    none = "untouched"
    xml = "XML"
    base64 = "base64"
    envelope = "envelope"
    query = "query"


@dataclass(frozen=True)
class Mutant:
    """`inner` is the message; how it travels is `sealing` and `asking`, by name and number."""

    level: Level
    inner: str
    mode: str  # plain, compatible, aes
    sealing: str = "properly"
    asking: str = "properly"
    number: int = 0

    @property
    def is_honest(self) -> bool:
        """What was signed and sealed as the platform does; only the message may be odd."""
        return self.level in {Level.none, Level.xml}

    def packed(self, account: Account, now: int) -> tuple[dict[str, str], bytes]:
        """Query and body, signed for this second and never with the same nonce."""
        stamp = {"timestamp": str(now), "nonce": f"{next(_nonces)}"}
        if self.mode == "plain":
            query = {**stamp, "signature": crypto.sign(account.token, *stamp.values())}
            return _asked(query, self), self.inner.encode()
        encrypt = _sealed(self, account)
        query = {
            **stamp,
            "signature": crypto.sign(account.token, *stamp.values()),
            "encrypt_type": "aes",
            "msg_signature": crypto.sign(account.token, *stamp.values(), encrypt),
        }
        return _asked(query, self), _enveloped(self, encrypt).encode()


_SEALINGS = {
    Level.base64: ("flipped", "cut", "spaced", "url_safe", "not_ascii", "not_base64", "empty"),
    Level.envelope: ("other_key", "other_app", "long_length", "no_padding", "no_tag", "twice"),
}
_ASKINGS = (
    *("no_signature", "wrong_signature", "no_msg_signature", "swapped", "no_timestamp"),
    *("no_nonce", "stale", "future", "junk_time", "raw", "unknown_type", "not_ascii", "extra"),
)


@st.composite
def mutants(draw: st.DrawFn, payloads: Sequence[str], people: int = 1) -> Mutant:
    """A captured payload as somebody else's, with one kind of mischief or none."""
    level = draw(st.sampled_from([Level.none, *[Level.xml] * 4, *list(Level)[2:]]))
    inner = _of_somebody(draw(st.sampled_from(payloads)), draw, people)
    number = draw(st.integers(0, 10_000))
    mode = draw(st.sampled_from(["plain", "compatible", "aes"]))
    if level is Level.xml:
        data = draw(st.data())
        for mutation in draw(st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=3)):
            inner = mutation(inner, data)
    if level in _SEALINGS:
        mode = "compatible" if mode == "plain" else mode
        sealing = draw(st.sampled_from(_SEALINGS[level]))
        return Mutant(level, inner, mode, sealing=sealing, number=number)
    if level is Level.query:
        asking = draw(st.sampled_from(_ASKINGS))
        return Mutant(level, inner, mode, asking=asking, number=number)
    return Mutant(level, inner, mode, number=number)


def _of_somebody(xml: str, draw: st.DrawFn, people: int) -> str:
    """Ids repeat now and then, as in the platform's retries."""
    person = draw(st.integers(0, people - 1))
    message = draw(st.integers(0, 1_000_000))
    at = draw(st.integers(1_764_000_000, 1_764_100_000))
    xml = xml.replace("oSimulatedWorker0000000000001", f"oFuzz{person:024}")
    xml = xml.replace("oSimulatedWorker0000000000002", f"oFuzz{person:024}")
    return xml.replace("1764000000", str(at)).replace("<MsgId>2408", f"<MsgId>{message}8")


def _sealed(mutant: Mutant, account: Account) -> str:
    key, app = account.aes_key, account.app_id
    if mutant.sealing == "other_key":
        key = account.other_key
    if mutant.sealing == "other_app":
        app = "wx00000000000000ff"
    encrypt = crypto.encrypt(key, mutant.inner, app)
    at = mutant.number % max(len(encrypt) - 4, 1)
    match mutant.sealing:
        case "flipped":
            return encrypt[:at] + ("A" if encrypt[at] != "A" else "B") + encrypt[at + 1 :]
        case "cut":
            return encrypt[:at]
        case "spaced":
            return f" {encrypt[:at]}\n{encrypt[at:]} "
        case "url_safe":
            return encrypt.replace("+", "-").replace("/", "_").rstrip("=")
        case "not_ascii":
            return encrypt[:at] + "汉" + encrypt[at:]
        case "not_base64":
            return "!" * (at + 1)
        case "empty":
            return ""
        case "long_length" | "no_padding":
            return _badly_packed(mutant, account)
        case _:
            return encrypt


def _badly_packed(mutant: Mutant, account: Account) -> str:
    """Inside the right key, but the length lies or the padding is missing."""
    body = mutant.inner.encode()
    length = 2**31 - 1 if mutant.sealing == "long_length" else len(body)
    plain = b"r" * 16 + struct.pack("!I", length) + body + account.app_id.encode()
    plain += b"\x00" * (-len(plain) % 32)
    key = base64.b64decode(account.aes_key + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def _enveloped(mutant: Mutant, encrypt: str) -> str:
    if mutant.sealing == "no_tag":
        return "<xml><ToUserName>gh_a</ToUserName></xml>"
    tag = f"<Encrypt><![CDATA[{encrypt}]]></Encrypt>"
    if mutant.sealing == "twice":
        tag += "<Encrypt>AAAA</Encrypt>"
    # In compatible mode the plain half comes along, and lies: only the envelope counts.
    half = ""
    if mutant.mode == "compatible" and mutant.level is not Level.xml:
        half = mutant.inner.replace("oFuzz", "oLiar").removeprefix("<xml>").rstrip()
    return f"<xml>{half.removesuffix('</xml>')}{tag}</xml>"


def _asked(query: dict[str, str], mutant: Mutant) -> dict[str, str]:
    asked = dict(query)
    match mutant.asking:
        case "no_signature" | "no_msg_signature" | "no_timestamp" | "no_nonce":
            asked.pop(mutant.asking.removeprefix("no_"), None)
        case "wrong_signature":
            asked["signature"] = f"{mutant.number:040}"
        case "swapped":
            asked["signature"] = query.get("msg_signature", "")
            asked["msg_signature"] = query["signature"]
        case "stale":
            asked["timestamp"] = "1714037059"
        case "future":
            asked["timestamp"] = "9999999999"
        case "junk_time":
            asked["timestamp"] = "昨天"
        case "raw":
            asked["encrypt_type"] = "raw"
        case "unknown_type":
            asked["encrypt_type"] = "rot13"
        case "not_ascii":
            asked["nonce"] = "随便\x00"
        case "extra":
            asked |= {"openid": "oOther", "extra": "x" * 500}
        case _:
            pass
    return asked
