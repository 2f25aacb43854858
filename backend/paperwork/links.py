"""The address at which somebody fetches their papers: a key for a day, made when the words leave for them.

Who has the address has the papers, so no text we keep holds one: a token stands in for it, and what
the papers say to such a reader leaves out what others could misuse. No I/O here.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Container
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from backend.contracts.cases import PAPERS_TOKEN
from backend.privacy.keyring import Keyring

PATH: Final = "/m/papers"
LASTS: Final = timedelta(hours=24)
_PURPOSE: Final = "papers-link"
_SIGNED: Final = 32  # hexadecimal places, 128 bits


class LinkExpired(Exception):
    """It was ours, a while ago."""


class NoLink(Exception):
    """Never ours, or changed on the way."""


def key_for(keyring: Keyring, case_id: UUID, *, now: datetime) -> str:
    """Safe in an address; 60 letters."""
    until = int((now + LASTS).timestamp())
    said = base64.urlsafe_b64encode(case_id.bytes + until.to_bytes(5)).decode()
    return f"{said}{_signature(keyring, said)}"


def case_of(keyring: Keyring, key: str, *, now: datetime) -> UUID:
    """Raises NoLink or LinkExpired."""
    said, signature = key[:-_SIGNED], key[-_SIGNED:]
    if not hmac.compare_digest(signature.encode(), _signature(keyring, said).encode()):
        raise NoLink
    try:
        content = base64.urlsafe_b64decode(said)
    except binascii.Error as error:
        raise NoLink from error
    if now >= datetime.fromtimestamp(int.from_bytes(content[16:]), UTC):
        raise LinkExpired
    return UUID(bytes=content[:16])


def cases_in(text: str) -> set[UUID]:
    return {UUID(found) for found in PAPERS_TOKEN.findall(text)}


def spelled(
    text: str, keyring: Keyring, pages_url: str, *, own: Container[UUID], now: datetime
) -> str:
    """`text` with an address wherever a token stands for a case of the listener's `own`."""

    def address(found: re.Match[str]) -> str:
        case_id = UUID(found[1])
        return f"{pages_url}{PATH}/{key_for(keyring, case_id, now=now)}" if case_id in own else ""

    return PAPERS_TOKEN.sub(address, text)


def _signature(keyring: Keyring, said: str) -> str:
    return keyring.blind_index(said, purpose=_PURPOSE)[:_SIGNED]
