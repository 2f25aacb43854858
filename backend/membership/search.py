"""Finding people whose data is sealed: only a whole phone, ID number or name meets its blind index."""

from sqlalchemy import ColumnElement, or_

from backend.membership import id_numbers
from backend.membership.models import Application, Member
from backend.membership.names import find_name
from backend.membership.phones import find_phone
from backend.membership.sealing import ID_NUMBER, NAME, PHONE
from backend.privacy.keyring import Keyring


def matches_person(
    table: type[Application] | type[Member], said: str, keyring: Keyring
) -> ColumnElement[bool]:
    """False for everything when the words are neither a number nor a name."""
    conditions: list[ColumnElement[bool]] = [table.id.is_(None)]
    number = id_numbers.normalize(said)
    if id_numbers.SHAPE.fullmatch(number):
        conditions.append(table.id_number_index == keyring.blind_index(number, purpose=ID_NUMBER))
    if phone := find_phone(said):
        conditions.append(table.phone_index == keyring.blind_index(phone, purpose=PHONE))
    if name := find_name(said):
        conditions.append(table.name_index == keyring.blind_index(name, purpose=NAME))
    return or_(*conditions)
