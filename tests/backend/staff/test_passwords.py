"""Stolen password hashes are dear to try out."""

from typing import Any

import pytest
from argon2 import Type, extract_parameters

from backend.config import LEAST_PASSWORD_MEMORY_KIB, Environment, Settings
from backend.staff.passwords import hash_password, is_right_password

SECRETS: dict[str, Any] = {
    "internal_api_token": "a-token-of-its-own",
    "encryption_keys": "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    "blind_index_key": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
}


async def test_a_hash_is_argon2id_and_two_of_one_password_differ() -> None:
    first, second = [await hash_password("a-long-enough-one") for _ in range(2)]
    assert first != second
    assert extract_parameters(first).type is Type.ID
    assert await is_right_password(first, "a-long-enough-one")
    assert not await is_right_password(first, "another-one")


def test_production_hashes_with_64_mib_and_never_with_little(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("STAFF_PASSWORD_MEMORY_KIB", raising=False)
    usual = Settings(environment=Environment.production, **SECRETS)
    assert usual.staff_password_memory_kib == 65536
    with pytest.raises(ValueError, match="STAFF_PASSWORD_MEMORY_KIB"):
        Settings(
            environment=Environment.production,
            staff_password_memory_kib=LEAST_PASSWORD_MEMORY_KIB - 1,
            **SECRETS,
        )
