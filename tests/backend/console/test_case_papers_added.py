"""Papers that staff put to a case of somebody who came by phone: checked by their bytes, encrypted, veiled."""

import io
import zipfile
from pathlib import Path

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from backend.cases.invariants import broken
from backend.cases.models import Case
from backend.cases.opening import open_case
from backend.config import Settings
from backend.database import Database
from backend.documents.models import Document
from backend.documents.papers import MAX_BYTES
from backend.privacy.keyring import Keyring
from backend.privacy.models import AuditEntry
from backend.unions.service import federation_of
from tests.backend.cases.stage import opened, wages
from tests.backend.desk import LONGTING, ORIGIN, Browser


def picture(kind: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 200), "#7a8b9c").save(buffer, kind)
    return buffer.getvalue()


def archive(*parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for part in parts:
            file.writestr(part, "<x/>")
    return buffer.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
GOOD = {
    "jpg": picture(),
    "png": picture("PNG"),
    "pdf": b"%PDF-1.7\n" + bytes(300),
    "docx": DOCX,
    "xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "amr": b"#!AMR\n" + bytes(200),
    "m4a": bytes(4) + b"ftypM4A " + bytes(200),
    "mp4": bytes(4) + b"ftypmp42" + bytes(200),
}
BAD = {
    "empty": (b"", "空的"),
    "huge": (b"%PDF-1.7\n" + bytes(MAX_BYTES), "太大"),
    "exe": (b"MZ\x90\x00" + bytes(300), "不能放进材料"),
    "elf": (b"\x7fELF" + bytes(300), "不能放进材料"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "不能放进材料"),
    "html": (b"<!doctype html><script>alert(1)</script>", "不能放进材料"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "不能放进材料"),
    "zip": (archive("run.exe"), "不能放进材料"),
    "macros": (
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        "不能放进材料",
    ),
    "broken photo": (b"\xff\xd8\xff" + bytes(300), "不能放进材料"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(300), "不能放进材料"),
}


@pytest.fixture
async def case(database: Database, keyring: Keyring) -> Case:
    """Taken by phone: nobody to write to."""
    async with database.transaction() as session:
        return await open_case(session, keyring, wages(None, channel="phone"))


async def adds(browser: Browser, case: Case, raw: bytes, title: str = "") -> httpx.Response:
    await browser.opens(f"/cases/{case.id}")
    headers = {
        "Origin": ORIGIN,
        "X-CSRF-Token": browser.csrf_token,
        "X-Title": title,
        "Content-Type": "application/octet-stream",
    }
    return await browser.http.post(f"/cases/{case.id}/evidence", content=raw, headers=headers)


async def documents(database: Database) -> list[Document]:
    async with database.transaction() as session:
        return list(await session.scalars(select(Document)))


@pytest.mark.parametrize("kind", GOOD)
async def test_a_paper_of_somebody_without_a_conversation_is_kept_encrypted(
    county: Browser, case: Case, database: Database, settings: Settings, kind: str
) -> None:
    added = await adds(county, case, GOOD[kind], title="%E6%AC%A0%E6%9D%A1")
    assert added.status_code == 201, added.text
    (document,) = await documents(database)
    assert (document.contact_id, document.purpose) == (None, "case_evidence")
    assert document.delete_after is None
    (stored,) = Path(settings.data_dir).rglob(document.id.hex)
    assert stored.read_bytes().startswith(b"GHF1")
    assert GOOD[kind][:60] not in stored.read_bytes()
    page = (await county.opens(f"/cases/{case.id}")).text
    for words in ("欠条", "测试county", "添加材料"):
        assert words in page


async def test_it_is_veiled_until_somebody_looks_with_a_reason_that_is_kept(
    county: Browser, case: Case, database: Database
) -> None:
    await adds(county, case, GOOD["jpg"])
    (document,) = await documents(database)
    address = f"/cases/{case.id}/evidence/{document.id}"
    assert (await county.opens(address)).status_code == 403
    assert "已遮挡，点开查看" in (await county.opens(f"/cases/{case.id}")).text
    await county.sends(f"/cases/{case.id}/reveal", usual="核实情况")
    shown = await county.opens(address)
    assert shown.content.startswith(b"\xff\xd8\xff")
    async with database.transaction() as session:
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
    assert actions[-2:] == ["case_added", "case_revealed"]


@pytest.mark.parametrize("kind", BAD)
async def test_what_proves_nothing_is_refused_and_nothing_is_kept(
    county: Browser, case: Case, database: Database, settings: Settings, kind: str
) -> None:
    raw, words = BAD[kind]
    refused = await adds(county, case, raw)
    assert refused.status_code == 422
    assert words in refused.text
    assert await documents(database) == []
    assert list(Path(settings.data_dir).glob("files/*/*")) == []


async def test_whoever_does_not_have_the_case_adds_nothing(
    county: Browser, city: Browser, province: Browser, case: Case, database: Database
) -> None:
    headers = {"Origin": ORIGIN, "X-CSRF-Token": "wrong"}
    address = f"/cases/{case.id}/evidence"
    wrong = await county.http.post(address, content=GOOD["pdf"], headers=headers)
    assert wrong.status_code == 403
    async with database.transaction() as session:
        row = await session.get_one(Case, case.id)
        there = await federation_of(session, LONGTING)
        row.union_id = row.verifier_id = there.id
        row.division_path = row.verifier_path = there.division_path
    await city.opens("/cases")
    headers = {"Origin": ORIGIN, "X-CSRF-Token": city.csrf_token}
    refused = await city.http.post(address, content=GOOD["pdf"], headers=headers)
    assert refused.status_code == 404
    assert (await adds(province, case, GOOD["pdf"])).status_code == 201


async def test_an_ended_case_takes_no_more_and_history_stays_true(
    county: Browser, case: Case, database: Database
) -> None:
    assert (await adds(county, case, GOOD["pdf"])).status_code == 201
    async with database.transaction() as session:
        assert await broken(session) == []
        row = await session.get_one(Case, case.id)
        row.status = "closed"
    closed = await adds(county, case, GOOD["pdf"])
    assert closed.status_code == 409
    assert "重新打开" in closed.text


async def test_a_paper_of_somebody_who_writes_is_theirs(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        case = await opened(session, keyring)
    await adds(county, case, GOOD["pdf"])
    (document,) = await documents(database)
    assert document.contact_id == case.contact_id
