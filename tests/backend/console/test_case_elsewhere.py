"""Cases beyond their own pages: on 待办, in the search box, on paper, and in what every page promises."""

import re
from datetime import timedelta

import pytest

from backend.cases import handling, notes, referring
from backend.cases.models import Case
from backend.database import Database, utc_now
from backend.privacy.keyring import Keyring
from backend.unions.service import federation_of
from tests.backend.cases.stage import county_staff, offices, opened
from tests.backend.desk import JINSHUI, LONGTING, Browser


@pytest.fixture
async def case(database: Database, keyring: Keyring) -> Case:
    async with database.transaction() as session:
        return await opened(session, keyring)


async def test_the_home_page_counts_what_waits_and_leads_to_it(
    county: Browser, case: Case, database: Database
) -> None:
    async with database.transaction() as session:
        row = await session.get(Case, case.id)
        assert row is not None
        row.next_due_at = utc_now() - timedelta(hours=1)
    page = (await county.opens("/")).text
    late = 'href="/cases?overdue=1" class="figure figure-late"><b>1</b><span>超时限</span>'
    assert late in page
    assert 'href="/cases?unassigned=1" class="figure figure-soon"><b>1</b>' in page
    for address in ("/cases?overdue=1", "/cases?due_today=1", "/cases?unassigned=1"):
        assert case.number in (await county.opens(address)).text, address


async def test_every_figure_of_the_home_page_is_as_many_rows_as_it_says(
    county: Browser, case: Case, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        at = await offices(session)
        here = await federation_of(session, JINSHUI)
        for place, receiver in ((LONGTING, here.id), (JINSHUI, None)):
            row = await opened(session, keyring, county_code=place)
            owner = at.elsewhere if place == LONGTING else at.county
            await handling.accept(session, owner, row.id, row.revision)
            to = receiver or (await federation_of(session, LONGTING)).id
            await referring.refer_to_union(
                session, owner, row.id, row.revision, union_id=to, reason="人在那边"
            )
    page = (await county.opens("/")).text
    figures = dict(re.findall(r'<a href="(/cases\?[^"]*)" class="figure[^"]*"><b>(\d+)</b>', page))
    assert figures["/cases?to_answer=1"] == "1"
    for address, number in figures.items():
        assert (await county.opens(address)).text.count("<tr data-row") == int(number), address


async def test_the_search_box_finds_a_case_by_number_name_phone_and_words(
    county: Browser, case: Case
) -> None:
    for words in (case.number, case.number.lower(), "张小满", "13800005678", "拖欠工资"):
        page = (await county.http.get("/search", params={"q": words})).text
        assert f'href="/cases/{case.id}?status=all"' in page, words
    assert "没有找到" in (await county.http.get("/search", params={"q": "SQ-4101-999999"})).text


async def test_a_printed_sheet_holds_the_history_but_no_internal_note(
    county: Browser, case: Case, database: Database
) -> None:
    async with database.transaction() as session:
        colleague = await county_staff(session, "colleague")
        await notes.note(session, colleague, case.id, text="站长态度不好")
    page = (await county.opens(f"/cases/{case.id}/sheet")).text
    assert "职工诉求登记表" in page
    assert case.number in page
    assert "登记" in page
    assert "站长态度不好" not in page
    assert "13800005678" not in page


async def test_pages_of_cases_hold_no_inline_script_or_style(county: Browser, case: Case) -> None:
    for address in (
        "/cases",
        "/cases?view=board",
        f"/cases/{case.id}",
        f"/cases/{case.id}/sheet",
        "/cases/services",
        "/cases/exports",
    ):
        answer = await county.opens(address)
        assert answer.headers["cache-control"] == "no-store"
        for forbidden in ("<style", " style=", " onclick=", "<script>"):
            assert forbidden not in answer.text, address
