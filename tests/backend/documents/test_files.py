"""A stored photo can be read back by who holds the keys, by nobody else, and never after deletion."""

import stat
from pathlib import Path
from uuid import uuid4

import pytest

from backend.documents.files import EncryptedFileMissing, EncryptedFiles, EncryptedFileTampered
from backend.privacy.keyring import Keyring, KeyringError

PHOTO = b"\xff\xd8\xff the bytes of a photo " * 100


def keyring(kid: str = "k1", fill: bytes = b"a") -> Keyring:
    return Keyring({kid: fill * 32}, b"i" * 32)


@pytest.fixture
def files(tmp_path: Path) -> EncryptedFiles:
    return EncryptedFiles(tmp_path / "files", keyring())


def only_file(tmp_path: Path) -> Path:
    (path,) = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    return path


def test_what_is_written_is_read_back(files: EncryptedFiles) -> None:
    document_id = uuid4()
    wrapped_key = files.write(document_id, PHOTO)
    assert files.read(document_id, wrapped_key) == PHOTO


def test_the_disk_holds_no_plain_bytes_and_only_we_may_look(
    files: EncryptedFiles, tmp_path: Path
) -> None:
    files.write(uuid4(), PHOTO)
    path = only_file(tmp_path)
    assert b"photo" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_every_file_has_a_key_of_its_own(files: EncryptedFiles) -> None:
    first, second = uuid4(), uuid4()
    key_of_first = files.write(first, PHOTO)
    files.write(second, PHOTO)
    with pytest.raises(KeyringError):
        files.read(second, key_of_first)


@pytest.mark.parametrize("place", [0, 5, 20, -1])
def test_a_changed_byte_is_noticed(files: EncryptedFiles, tmp_path: Path, place: int) -> None:
    document_id = uuid4()
    wrapped_key = files.write(document_id, PHOTO)
    path = only_file(tmp_path)
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)
    with pytest.raises(EncryptedFileTampered):
        files.read(document_id, wrapped_key)


def test_a_cut_file_is_noticed(files: EncryptedFiles, tmp_path: Path) -> None:
    document_id = uuid4()
    wrapped_key = files.write(document_id, PHOTO)
    only_file(tmp_path).write_bytes(b"")
    with pytest.raises(EncryptedFileTampered):
        files.read(document_id, wrapped_key)


def test_one_persons_file_in_anothers_place_is_noticed(
    files: EncryptedFiles, tmp_path: Path
) -> None:
    first, second = uuid4(), uuid4()
    files.write(first, PHOTO)
    path_of_first = only_file(tmp_path)
    wrapped_key = files.write(second, PHOTO)
    path_of_second = tmp_path / "files" / second.hex[-2:] / second.hex
    path_of_second.write_bytes(path_of_first.read_bytes())
    with pytest.raises(EncryptedFileTampered):
        files.read(second, wrapped_key)


def test_other_keys_do_not_open_the_file(files: EncryptedFiles, tmp_path: Path) -> None:
    document_id = uuid4()
    wrapped_key = files.write(document_id, PHOTO)
    stranger = EncryptedFiles(tmp_path / "files", keyring(fill=b"b"))
    with pytest.raises(KeyringError):
        stranger.read(document_id, wrapped_key)


def test_a_rotated_keyring_still_opens_old_files(files: EncryptedFiles, tmp_path: Path) -> None:
    document_id = uuid4()
    wrapped_key = files.write(document_id, PHOTO)
    rotated = Keyring({"k2": b"b" * 32, "k1": b"a" * 32}, b"i" * 32)
    assert EncryptedFiles(tmp_path / "files", rotated).read(document_id, wrapped_key) == PHOTO


def test_deleted_is_gone_and_deleting_again_is_fine(files: EncryptedFiles) -> None:
    document_id = uuid4()
    wrapped_key = files.write(document_id, PHOTO)
    files.delete(document_id)
    files.delete(document_id)
    assert not files.exists(document_id)
    with pytest.raises(EncryptedFileMissing):
        files.read(document_id, wrapped_key)


def test_nothing_unfinished_is_left_behind(files: EncryptedFiles, tmp_path: Path) -> None:
    document_id = uuid4()
    files.write(document_id, PHOTO)
    files.write(document_id, PHOTO + b"again")
    assert only_file(tmp_path).name == document_id.hex
