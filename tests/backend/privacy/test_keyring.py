"""Sealed cells stay where they were put; keys rotate."""

import base64

import pytest

from backend.privacy.keyring import Keyring, KeyringError


def key(byte: int) -> str:
    return base64.urlsafe_b64encode(bytes([byte]) * 32).decode().rstrip("=")


def test_a_cell_moved_to_another_row_does_not_open() -> None:
    keyring = Keyring.from_settings(f"a:{key(1)}", key(9))
    sealed = keyring.seal_text("机密", aad="members|name|1")
    assert keyring.open_text(sealed, aad="members|name|1") == "机密"
    with pytest.raises(KeyringError):
        keyring.open_text(sealed, aad="members|name|2")


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    old = Keyring.from_settings(f"a:{key(1)}", key(9))
    sealed = old.seal_text("机密", aad="x")
    rotated = Keyring.from_settings(f"b:{key(2)},a:{key(1)}", key(9))
    assert rotated.open_text(sealed, aad="x") == "机密"
    assert rotated.seal_text("机密", aad="x").split("|")[1] == "b"


def test_blind_indexes_of_different_purposes_never_meet() -> None:
    keyring = Keyring.from_settings(f"a:{key(1)}", key(9))
    assert keyring.blind_index("1", purpose="phone") != keyring.blind_index(
        "1", purpose="id_number"
    )


@pytest.mark.parametrize("keys", ["", "a:short", "a:***"])
def test_unusable_keys_are_refused_at_start(keys: str) -> None:
    with pytest.raises(KeyringError):
        Keyring.from_settings(keys, key(9))
