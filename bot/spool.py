"""Messages nobody could take yet, kept on disk until the backend has them. Survives a restart.

One encrypted, fsynced file per message, named by its dedupe key so that a retry doubles nothing.
"""

import asyncio
import logging
import os
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel

from backend.contracts.messages import InboundMessage
from bot import logs

logger = logging.getLogger(__name__)

_SUFFIX = ".message"
_NONCE_BYTES = 12


class _Content(BaseModel):
    arrived_ns: int
    message: InboundMessage


@dataclass(frozen=True)
class Kept:
    """A message and where it lies; ordered per person by when it was sent, then by arrival."""

    path: Path
    arrived_ns: int
    message: InboundMessage

    @property
    def order(self) -> tuple[float, int]:
        return (self.message.sent_at.timestamp(), self.arrived_ns)


class Spool:
    """For one process: the files are the truth, the index in memory saves reading them again."""

    def __init__(self, directory: Path, secret: str) -> None:
        self._directory = directory
        self._aead = AESGCM(_derived_key(secret))
        self._kept: dict[str, Kept] = {}
        self.filled = asyncio.Event()

    def load(self) -> None:
        """What an earlier process left. A file nobody can read is named in the log and left alone."""
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in self._directory.glob(f"*{_SUFFIX}"):
            try:
                self._index(self._read(path))
            except (OSError, InvalidTag, ValueError):
                logs.error(logger, "spooled message unreadable", file=path.name[:16])
        if self._kept:
            logs.info(logger, "spooled messages found", count=len(self._kept))

    async def keep(self, message: InboundMessage) -> None:
        """On disk when this returns; raises OSError when it cannot be."""
        name = sha256(message.dedupe_key.encode()).hexdigest()
        if name in self._kept:
            return
        kept = Kept(self._directory / f"{name}{_SUFFIX}", time.time_ns(), message)
        await asyncio.to_thread(self._write, kept)
        self._index(kept)

    def is_waiting(self, openid: str) -> bool:
        return any(kept.message.openid == openid for kept in self._kept.values())

    def waiting(self) -> int:
        return len(self._kept)

    def people(self) -> list[str]:
        """Whoever has waited longest comes first."""
        oldest_first = sorted(self._kept.values(), key=lambda kept: kept.arrived_ns)
        return list(dict.fromkeys(kept.message.openid for kept in oldest_first))

    def oldest_of(self, openid: str) -> Kept | None:
        theirs = [kept for kept in self._kept.values() if kept.message.openid == openid]
        return min(theirs, key=lambda kept: kept.order, default=None)

    async def remove(self, kept: Kept) -> None:
        await asyncio.to_thread(kept.path.unlink, missing_ok=True)
        self._forget(kept)

    async def set_aside(self, kept: Kept) -> None:
        """Kept for an engineer, out of everybody else's way."""
        await asyncio.to_thread(kept.path.rename, kept.path.with_suffix(".refused"))
        self._forget(kept)

    def _index(self, kept: Kept) -> None:
        self._kept[kept.path.stem] = kept
        self.filled.set()

    def _forget(self, kept: Kept) -> None:
        self._kept.pop(kept.path.stem, None)
        if not self._kept:
            self.filled.clear()

    def _write(self, kept: Kept) -> None:
        content = _Content(arrived_ns=kept.arrived_ns, message=kept.message)
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._aead.encrypt(
            nonce, content.model_dump_json().encode(), kept.path.stem.encode()
        )
        # Written beside and renamed: a crash leaves a whole file or none. Under a name of its own:
        # two deliveries of one message may be kept in the same moment.
        unfinished = kept.path.with_suffix(f".{nonce.hex()}.unfinished")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(kept.path)
        _fsync_directory(self._directory)

    def _read(self, path: Path) -> Kept:
        sealed = path.read_bytes()
        plain = self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], path.stem.encode())
        content = _Content.model_validate_json(plain)
        return Kept(path, content.arrived_ns, content.message)


def _derived_key(secret: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=b"bot spool").derive(secret.encode())


def _fsync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
