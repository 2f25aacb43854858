"""Rows leave with four eyes, masked, and never as a formula."""

import csv
import io

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import exports
from backend.cases.export_rows import safe_cell
from backend.cases.refusals import FourEyes
from backend.errors import NotFound, Refused
from backend.privacy.keyring import Keyring
from backend.privacy.models import AuditEntry
from tests.backend.cases.stage import county_staff, offices, opened


async def test_one_asks_another_of_the_place_allows_and_only_who_asked_fetches(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    colleague = await county_staff(session, "colleague")
    case = await opened(session, keyring, employer_text='=HYPERLINK("http://x")')
    export = await exports.request_export(
        session, at.county, query="kind=wage_arrears", reason="月报", keyring=keyring
    )
    with pytest.raises(FourEyes) as refused:
        await exports.allow_export(session, at.county, export.id)
    assert refused.value.data["why"] == "own"
    with pytest.raises(FourEyes):
        await exports.fetch_export(session, at.county, export.id, keyring=keyring)
    with pytest.raises(NotFound):
        await exports.allow_export(session, at.elsewhere, export.id)
    await exports.allow_export(session, colleague, export.id)
    with pytest.raises(FourEyes):
        await exports.refuse_export(session, at.city, export.id)
    with pytest.raises(NotFound):
        await exports.fetch_export(session, colleague, export.id, keyring=keyring)
    sheet = await exports.fetch_export(session, at.county, export.id, keyring=keyring)
    header, row = csv.reader(io.StringIO(sheet.removeprefix("\ufeff")))
    told = dict(zip(header, row, strict=True))
    assert (told["编号"], told["姓名"], told["金额"]) == (case.number, "张*", "12800.00")
    assert told["单位"].startswith("'=")
    assert "13800005678" not in sheet
    actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
    assert actions[-3:] == ["case_export_requested", "case_export_allowed", "case_export_fetched"]


async def test_a_county_cannot_let_out_what_belongs_to_its_city(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    await opened(session, keyring)
    export = await exports.request_export(
        session, at.city, query="", reason="月报", keyring=keyring
    )
    assert await exports.exports_for(session, at.county) == []
    with pytest.raises(NotFound):
        await exports.allow_export(session, at.county, export.id)
    assert await exports.exports_for(session, at.province) == [export]


async def test_no_reason_or_no_rows_no_export(session: AsyncSession, keyring: Keyring) -> None:
    at = await offices(session)
    with pytest.raises(Refused):
        await exports.request_export(session, at.county, query="", reason="月报", keyring=keyring)
    await opened(session, keyring)
    with pytest.raises(Refused):
        await exports.request_export(session, at.county, query="", reason=" ", keyring=keyring)


async def test_the_person_an_export_was_searched_for_is_sealed(
    session: AsyncSession, keyring: Keyring
) -> None:
    at = await offices(session)
    await opened(session, keyring)
    export = await exports.request_export(
        session, at.county, query="q=13800005678", reason="核对", keyring=keyring
    )
    assert "13800005678" not in export.query
    assert exports.filters_of(keyring, export).q == "13800005678"


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_no_cell_begins_as_a_formula_does(first: str) -> None:
    assert safe_cell(f"{first}1+1") == f"'{first}1+1"
    assert safe_cell(f"1{first}1") == f"1{first}1"
