"""The rows of an application: read from the card, as applied for, masked unless revealed."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from backend.console import labels
from backend.console.masked import masked_address, masked_number, masked_phone
from backend.membership.employers import label_of
from backend.membership.models import Application
from backend.membership.names import mask_name
from backend.membership.review import Revealable
from backend.membership.sealing import open_cell
from backend.privacy.keyring import Keyring


@dataclass(frozen=True)
class FieldRow:
    """`read` is empty for what no card says; `differs` holds under the mask as well."""

    label: str
    read: str
    value: str
    typed: bool = False
    differs: bool = False
    masked: bool = False


def field_rows(
    keyring: Keyring, application: Application, open_fields: frozenset[str]
) -> list[FieldRow]:
    reading = _reading(keyring, application)
    typed = frozenset(application.typed_fields)

    def sealed(label: str, column: str, mask: Callable[[str | None], str]) -> FieldRow:
        value, read = open_cell(keyring, application, column), reading.get(column)
        is_open = Revealable(column) in open_fields
        show: Callable[[str | None], str] = _plain if is_open else mask
        return FieldRow(
            label,
            show(str(read)) if read else "",
            show(value),
            typed=column in typed,
            differs=bool(read and value and read != value),
            masked=not is_open and value is not None,
        )

    address = sealed("住址", "address", masked_address)
    return [
        sealed("姓名", "name", lambda name: mask_name(name or "") or "—"),
        sealed("身份证号", "id_number", masked_number),
        _from_card("性别 · 民族", _sex_and_ethnicity(application), application.portrait_id),
        replace(address, read=address.value if application.portrait_id else ""),
        _from_card("签发机关", application.authority or "—", application.emblem_id),
        _from_card(
            "有效期到",
            _validity(application),
            application.emblem_id,
            typed="valid_until" in typed,
        ),
        FieldRow("行业", "", labels.trade_label(application.trade), "trade" in typed),
        FieldRow("单位或平台", "", _employer(application), "employer" in typed),
        sealed("手机号", "phone", masked_phone),
    ]


def _plain(value: str | None) -> str:
    return value or "—"


def _reading(keyring: Keyring, application: Application) -> dict[str, Any]:
    text = open_cell(keyring, application, "reading")
    read: dict[str, Any] = json.loads(text) if text else {}
    return read


def _from_card(label: str, value: str, photo: UUID | None, *, typed: bool = False) -> FieldRow:
    """What the application keeps is what the card said, unless it was typed or no photo came."""
    return FieldRow(label, value if photo and not typed else "", value, typed)


def _sex_and_ethnicity(application: Application) -> str:
    return f"{labels.SEX.get(application.sex or '', '—')} · {application.ethnicity or '—'}"


def _validity(application: Application) -> str:
    if application.valid_long_term:
        return "长期"
    return f"{application.valid_until:%Y-%m-%d}" if application.valid_until else "—"


def _employer(application: Application) -> str:
    """The canonical name, and in brackets what was said when that differs."""
    name, said = application.employer, application.employer_text
    if not name:
        return said or "没有"
    label = label_of(name) or name
    return label if not said or said == label else f"{label}（原话：{said}）"
