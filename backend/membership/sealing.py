"""Sealed cells of applications and members, each bound to its own table, column and row."""

from backend.membership.models import Application, Member
from backend.privacy.keyring import Keyring

# Purposes of blind indexes: the same value hashes differently under each.
ID_NUMBER = "id_number"
PHONE = "phone"
NAME = "name"


def seal(keyring: Keyring, row: Application | Member, column: str, text: str) -> str:
    """The row needs its id already: a cell copied into another row must not open there."""
    return keyring.seal_text(text, aad=_aad(row, column))


def open_cell(keyring: Keyring, row: Application | Member, column: str) -> str | None:
    sealed: str | None = getattr(row, column)
    return None if sealed is None else keyring.open_text(sealed, aad=_aad(row, column))


def _aad(row: Application | Member, column: str) -> str:
    assert row.id is not None, "a row must have its id before anything in it is sealed"
    return f"{row.__tablename__}|{column}|{row.id}"
