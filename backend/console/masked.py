"""People as lists may show them: masked, from sealed cells, opened for this moment only."""

from dataclasses import dataclass

from backend.membership.id_numbers import mask
from backend.membership.models import Application, Member
from backend.membership.names import mask_name
from backend.membership.phones import mask_phone
from backend.membership.sealing import open_cell
from backend.privacy.keyring import Keyring


@dataclass(frozen=True)
class MaskedPerson:
    name: str
    id_number: str
    phone: str


def masked_person(keyring: Keyring, row: Application | Member) -> MaskedPerson:
    return MaskedPerson(
        name=mask_name(open_cell(keyring, row, "name") or "") or "—",
        id_number=masked_number(open_cell(keyring, row, "id_number")),
        phone=masked_phone(open_cell(keyring, row, "phone")),
    )


def masked_number(number: str | None) -> str:
    return mask(number) if number else "—"


def masked_phone(phone: str | None) -> str:
    return mask_phone(phone) if phone else "—"


def masked_address(address: str | None) -> str:
    """The first six characters say the place, not the house."""
    return f"{address[:6]}******" if address else "—"
