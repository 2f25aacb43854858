"""Photos on disk, each under a key of its own; who has the files without the database has nothing."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"GHF1"
NONCE_BYTES: Final = 12


class KeySealer(Protocol):
    """What `backend.privacy.keyring.Keyring` offers here; the keys that wrap the files' keys."""

    def seal(self, plaintext: bytes, *, aad: str) -> str: ...

    def open(self, token: str, *, aad: str) -> bytes: ...


class EncryptedFileError(Exception):
    """Base; messages carry the document's id and nothing else."""


class EncryptedFileMissing(EncryptedFileError):
    """There is no such file: never written, or deleted as promised."""


class EncryptedFileTampered(EncryptedFileError):
    """The file is cut, changed, or another document's file in this one's place."""


class EncryptedFiles:
    """Blocking calls with fsync inside; call them through `asyncio.to_thread`."""

    def __init__(self, root: Path, keys: KeySealer) -> None:
        self._root = root
        self._keys = keys

    def write(self, document_id: UUID, data: bytes) -> str:
        """Returns the wrapped key, to be kept in the document's row; without it the file is noise."""
        key = AESGCM.generate_key(bit_length=256)
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(key).encrypt(nonce, data, _file_aad(document_id))
        path = self._path(document_id)
        self._make_shard(path.parent)
        _write_atomically(path, MAGIC + nonce + sealed)
        return self._keys.seal(key, aad=_key_aad(document_id))

    def read(self, document_id: UUID, wrapped_key: str) -> bytes:
        """Errors of the keyring (a key taken out of service) pass through unchanged."""
        key = self._keys.open(wrapped_key, aad=_key_aad(document_id))
        try:
            raw = self._path(document_id).read_bytes()
        except FileNotFoundError as error:
            raise EncryptedFileMissing(str(document_id)) from error
        head = len(MAGIC) + NONCE_BYTES
        if not raw.startswith(MAGIC) or len(raw) <= head:
            raise EncryptedFileTampered(str(document_id))
        try:
            return AESGCM(key).decrypt(raw[len(MAGIC) : head], raw[head:], _file_aad(document_id))
        except InvalidTag as error:
            raise EncryptedFileTampered(str(document_id)) from error

    def delete(self, document_id: UUID) -> None:
        """Deleting twice is fine: a retention job may have died in between."""
        path = self._path(document_id)
        path.unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            _sync_directory(path.parent)

    def exists(self, document_id: UUID) -> bool:
        return self._path(document_id).exists()

    def _path(self, document_id: UUID) -> Path:
        # The last characters are random in every UUID version; the first are a clock in version 7.
        return self._root / document_id.hex[-2:] / document_id.hex

    def _make_shard(self, shard: Path) -> None:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not shard.exists():
            shard.mkdir(mode=0o700, exist_ok=True)
            _sync_directory(self._root)


def _file_aad(document_id: UUID) -> bytes:
    return document_id.bytes


def _key_aad(document_id: UUID) -> str:
    return f"documents|wrapped_key|{document_id}"


def _write_atomically(path: Path, content: bytes) -> None:
    """Whole or not at all, also through a power cut."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
