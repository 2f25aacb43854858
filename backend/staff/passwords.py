"""Argon2id, off the event loop: a hash takes tens of milliseconds and much memory by design."""

import asyncio
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from backend.config import get_settings


@lru_cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(memory_cost=get_settings().staff_password_memory_kib)


async def hash_password(password: str) -> str:
    return await asyncio.to_thread(_hasher().hash, password)


async def is_right_password(password_hash: str | None, password: str) -> bool:
    """None, for an account that does not exist, takes as long as a wrong password."""
    return await asyncio.to_thread(_verify, password_hash or _nobody(), password)


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache
def _nobody() -> str:
    return _hasher().hash("an account that does not exist")
