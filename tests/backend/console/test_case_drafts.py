"""Papers drafted from a case: whole where the person was revealed, refused before, logged always (L08)."""

from io import BytesIO

import pytest
from docx import Document
from fastapi import FastAPI
from sqlalchemy import select

from backend.cases.models import Case
from backend.contracts.cases import CaseKind
from backend.database import Database
from backend.privacy.keyring import Keyring
from backend.privacy.models import AuditEntry
from backend.staff.models import Role
from tests.backend.cases.stage import opened
from tests.backend.desk import LONGTING, Browser, signed_in_as


@pytest.fixture
async def case(database: Database, keyring: Keyring) -> Case:
    async with database.transaction() as session:
        return await opened(
            session,
            keyring,
            employer_text="美团花园路站",
            story="站长跑了，他电话[[phone:1a2b3c4d]]打不通",
            facts={"period": "2026年7月至9月", "left_on": "2026-09-30", "still_working": False},
        )


def paper(case: Case, kind: str = "arbitration_application", form: str = "docx") -> str:
    return f"/cases/{case.id}/papers/{kind}.{form}"


async def test_a_paper_is_refused_until_the_person_is_revealed(county: Browser, case: Case) -> None:
    assert (await county.opens(paper(case))).status_code == 403


async def test_a_revealed_case_becomes_an_application_to_its_countys_commission(
    county: Browser, case: Case, database: Database
) -> None:
    await county.sends(f"/cases/{case.id}/reveal", usual="联系本人")
    answer = await county.opens(paper(case))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    text = "\n".join(p.text for p in Document(BytesIO(answer.content)).paragraphs)
    for words in ("姓名：张小满", "郑州市金水区劳动人事争议仲裁委员会", "12,800元", "美团花园路站"):
        assert words in text
    assert "[[" not in text, "numbers of other people are left to write"
    async with database.transaction() as session:
        entries = await session.scalars(
            select(AuditEntry).where(AuditEntry.action == "case_paper_drafted")
        )
        assert [entry.data["paper"] for entry in entries] == ["arbitration_application"]


async def test_a_paper_prints_as_pdf_too(county: Browser, case: Case) -> None:
    await county.sends(f"/cases/{case.id}/reveal", usual="联系本人")
    answer = await county.opens(paper(case, "arrears_complaint", "pdf"))
    assert answer.status_code in {200, 503}, "503 where the machine has no Chinese font"
    if answer.status_code == 200:
        assert answer.content.startswith(b"%PDF-")


async def test_another_county_finds_no_paper(app: FastAPI, database: Database, case: Case) -> None:
    elsewhere = await signed_in_as(app, database, Role.county_staff, f"{LONGTING}-NF")
    assert (await elsewhere.opens(paper(case))).status_code == 404


async def test_hardship_has_no_arbitration(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        hardship = await opened(session, keyring, kind=CaseKind.hardship_relief)
    await county.sends(f"/cases/{hardship.id}/reveal", usual="联系本人")
    assert (await county.opens(paper(hardship))).status_code == 404
    assert (await county.opens(paper(hardship, "nonsense"))).status_code == 404
