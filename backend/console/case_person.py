"""Who asked for help, masked until this browser revealed it; and what the form knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from backend.cases import sealing
from backend.cases.forms import OPTIONS
from backend.cases.models import Case
from backend.console.case_words import FIELD
from backend.console.labels import trade_label
from backend.console.masked import masked_phone
from backend.contracts.cases import IntakeField
from backend.membership.names import mask_name
from backend.privacy.keyring import Keyring
from backend.unions.places import county_by_code

# Shown elsewhere on the page.
_ELSEWHERE = {"story", "employer", "evidence", "name", "phone"}


@dataclass(frozen=True)
class CasePerson:
    name: str
    phone: str
    is_open: bool


def person_of(keyring: Keyring, case: Case, *, is_open: bool = False) -> CasePerson:
    name, phone = sealing.name_of(keyring, case), sealing.phone_of(keyring, case)
    if is_open:
        return CasePerson(name or "—", phone or "—", is_open=True)
    return CasePerson(mask_name(name) or "—", masked_phone(phone or None), is_open=False)


def fact_rows(case: Case) -> list[tuple[str, str]]:
    """Columns first, for they hold what staff corrected."""
    rows = {
        "county": _county(case.county_code),
        "trade": trade_label(case.trade) if case.trade else "",
        "people": f"{case.people_count} 人" if case.people_count > 1 else "",
        "amount": money_words(case.amount),
    } | {
        name: _said(name, value)
        for name, value in case.facts.items()
        if name not in {*_ELSEWHERE, "county", "trade", "people", "amount"}
    }
    return [(FIELD.get(name, name), value) for name, value in rows.items() if value]


def money_words(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    return f"{amount:,.2f}".removesuffix(".00") + " 元"


def _county(code: str | None) -> str:
    county = county_by_code(code) if code else None
    return county.label if county else ""


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        yes_no: Mapping[str, str] = {"yes": "是", "no": "否"}
        choices = OPTIONS.get(IntakeField(name), yes_no) if name in set(IntakeField) else yes_no
        return choices.get("yes" if value else "no", "是" if value else "否")
    return "" if value is None else str(value)
