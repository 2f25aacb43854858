"""Somebody fetches the drafts of their case on the phone: by the link of the day, without what others could misuse."""

import io
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from docx import Document
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import wishes
from backend.cases.models import Case
from backend.contracts.cases import papers_token
from backend.contracts.messages import Bubble
from backend.conversations.masking import masked_texts
from backend.database import Database, utc_now
from backend.paperwork import links
from backend.privacy.keyring import Keyring
from backend.privacy.models import AuditEntry
from tests.backend.cases.stage import offices, opened, somebody


@pytest.fixture
async def case(database: Database, keyring: Keyring) -> Case:
    """张小满 told of three months without wages."""
    async with database.transaction() as session:
        await offices(session)
        return await opened(session, keyring)


@pytest.fixture
def address(case: Case, keyring: Keyring) -> str:
    return f"{links.PATH}/{links.key_for(keyring, case.id, now=utc_now())}"


async def test_the_page_names_the_papers_and_how_to_get_at_them(
    client: httpx.AsyncClient, case: Case, address: str
) -> None:
    page = await client.get(address)
    assert page.status_code == 200
    assert case.number in page.text
    for wanted in ("劳动仲裁申请书（草稿）", "欠薪投诉书（草稿）", "在浏览器打开", "一天内有效"):
        assert wanted in page.text
    for kind in ("arbitration_application", "arrears_complaint"):
        assert f'href="{address}/{kind}.pdf"' in page.text
        assert f'href="{address}/{kind}.docx"' in page.text


async def test_what_was_pasted_with_control_characters_is_printed_without_them(
    client: httpx.AsyncClient, database: Database, keyring: Keyring
) -> None:
    """Word's line breaks come along when staff paste; no office file takes them."""
    pasted = {
        "story": "站长\x0b拖欠\x01工资",
        "employer_text": "美团\x0b站点",
        "name": "张\x08小满",
    }
    async with database.transaction() as session:
        case = await opened(session, keyring, **pasted)
    here = f"{links.PATH}/{links.key_for(keyring, case.id, now=utc_now())}"
    answer = await client.get(f"{here}/arrears_complaint.docx")
    assert answer.status_code == 200
    document = Document(io.BytesIO(answer.content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for wanted in ("站长 拖欠工资", "美团 站点", "张小满"):
        assert wanted in words
    assert (await client.get(f"{here}/arrears_complaint.pdf")).status_code == 200


async def test_a_paper_has_the_name_and_the_story_and_no_number(
    client: httpx.AsyncClient, database: Database, case: Case, address: str
) -> None:
    answer = await client.get(f"{address}/arrears_complaint.docx")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment;")
    document = Document(io.BytesIO(answer.content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "张小满" in words
    assert "一直拖着不给" in words
    assert not re.search(r"1[3-9]\d{9}|\d{17}[\dX]", words)
    async with database.transaction() as session:
        entry = await session.scalar(
            select(AuditEntry).where(AuditEntry.action == "case_paper_drafted")
        )
    assert entry is not None
    assert (entry.actor_kind, entry.actor_id) == ("contact", str(case.contact_id))


async def test_a_pdf_is_shown_where_a_phone_can(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.get(f"{address}/arbitration_application.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-disposition"].startswith("inline;")


async def test_where_no_pdf_can_be_printed_the_other_file_is_named(
    client: httpx.AsyncClient, app: FastAPI, address: str
) -> None:
    nowhere = {"poster_font": Path("no-such-font.ttc")}
    app.state.settings = app.state.settings.model_copy(update=nowhere)
    answer = await client.get(f"{address}/arrears_complaint.pdf")
    assert answer.status_code == 503
    assert "Word" in answer.text
    assert (await client.get(f"{address}/arrears_complaint.docx")).status_code == 200


async def test_nothing_of_it_is_kept_on_the_way(client: httpx.AsyncClient, address: str) -> None:
    for path in (address, f"{address}/arrears_complaint.docx"):
        headers = (await client.get(path)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex"
        assert headers["content-security-policy"].startswith("default-src 'none'")


async def test_yesterdays_link_says_where_the_next_one_is(
    client: httpx.AsyncClient, case: Case, keyring: Keyring
) -> None:
    key = links.key_for(keyring, case.id, now=utc_now() - timedelta(hours=25))
    for path in (key, f"{key}/arrears_complaint.pdf"):
        page = await client.get(f"{links.PATH}/{path}")
        assert page.status_code == 410
        assert "我的诉求" in page.text
        assert case.number not in page.text


@pytest.mark.parametrize("key", ["x", "a" * 62, "%5B%5Bpapers"])
async def test_a_made_up_link_opens_nothing(client: httpx.AsyncClient, key: str) -> None:
    assert (await client.get(f"{links.PATH}/{key}")).status_code == 404
    assert (await client.get(f"{links.PATH}/{key}/arrears_complaint.pdf")).status_code == 404


async def test_what_was_withdrawn_has_no_papers_any_more(
    client: httpx.AsyncClient, database: Database, case: Case, address: str
) -> None:
    assert case.contact_id is not None
    async with database.transaction() as session:
        await wishes.withdraw(session, case.contact_id, case.id, reason="不办了")
    assert (await client.get(address)).status_code == 410


async def test_only_the_person_of_a_case_is_told_its_link(
    app: FastAPI, database: Database, case: Case
) -> None:
    async with database.transaction() as session:
        stranger = await somebody(session)
    speaker = app.state.services.speaker
    bubble = Bubble(ids=[uuid4()], text=f"在这里：{papers_token(case.id)}")
    assert links.PATH in (await speaker.spoken(case.contact_id, bubble)).text
    assert (await speaker.spoken(stranger.id, bubble)).text == "在这里："


async def test_it_is_offered_where_pages_can_be_reached(
    internal: httpx.AsyncClient, case: Case
) -> None:
    cases = (await internal.get(f"/v1/contacts/{case.contact_id}/cases")).json()
    assert "case_papers" in [option["code"] for option in cases[0]["options"]]


async def test_staff_who_read_along_see_no_link(session: AsyncSession, case: Case) -> None:
    said = await masked_texts(session, [f'<a href="{papers_token(case.id)}">点这里看</a>'])
    assert said == ['<a href="［链接］">点这里看</a>']
