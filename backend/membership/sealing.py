"""Sealed cells of applications and members: bound to table, column and row; found by blind index."""

from typing import Final

from backend.membership.models import Application, Member
from backend.privacy.keyring import Keyring

# Purposes of blind indexes: the same number in two tables meets, a phone never meets an ID number.
ID_NUMBER: Final = "id_number"
PHONE: Final = "phone"
NAME: Final = "name"


def seal(keyring: Keyring, row: Application | Member, column: str, text: str) -> str:
    """What to put into `column`. The row needs its id before."""
    return keyring.seal_text(text, aad=_aad(row, column))


def open_cell(keyring: Keyring, row: Application | Member, column: str) -> str | None:
    """The clear text of a column; None when empty."""
    sealed: str | None = getattr(row, column)
    return None if sealed is None else keyring.open_text(sealed, aad=_aad(row, column))


def _aad(row: Application | Member, column: str) -> str:
    return f"{row.__tablename__}|{column}|{row.id}"
