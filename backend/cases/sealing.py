"""Name and phone on a case: sealed cells, and the indexes they are found by."""

from backend.cases.models import Case
from backend.membership.sealing import NAME, PHONE
from backend.privacy.keyring import Keyring


def put_name(keyring: Keyring, case: Case, name: str | None) -> None:
    case.name = keyring.seal_text(name, aad=_aad(case, "name")) if name else None
    case.name_index = keyring.blind_index(name, purpose=NAME) if name else None


def put_phone(keyring: Keyring, case: Case, phone: str | None) -> None:
    case.phone = keyring.seal_text(phone, aad=_aad(case, "phone")) if phone else None
    case.phone_index = keyring.blind_index(phone, purpose=PHONE) if phone else None


def name_of(keyring: Keyring, case: Case) -> str:
    """Empty when not known."""
    return keyring.open_text(case.name, aad=_aad(case, "name")) if case.name else ""


def phone_of(keyring: Keyring, case: Case) -> str:
    return keyring.open_text(case.phone, aad=_aad(case, "phone")) if case.phone else ""


def _aad(case: Case, column: str) -> str:
    return f"cases|{column}|{case.id}"
