"""统计 · 诉求: every figure leads to exactly its rows, and nothing of a person leaves in the sheet."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import closing, handling
from backend.cases.models import Case, CaseClock, ClockKind
from backend.contracts.cases import CaseKind
from backend.database import Database, utc_now
from backend.privacy.keyring import Keyring
from tests.backend.cases.stage import county_staff, opened
from tests.backend.desk import Browser


async def of_every_kind(session: AsyncSession, keyring: Keyring) -> None:
    """Waiting, late, resolved in time and late, given back, closed, next door."""
    staff = await county_staff(session, "colleague")

    async def resolved(score: int | None = None, **changes: object) -> Case:
        case = await opened(session, keyring, **changes)
        case = await handling.accept(session, staff, case.id, case.revision)
        case = await handling.verify(session, staff, case.id, case.revision, note="属实")
        case = await handling.start(session, staff, case.id, case.revision)
        case = await handling.resolve(session, staff, case.id, case.revision, resolution="已付清")
        if score:
            case = await closing.follow_up(session, staff, case.id, case.revision, score=score)
        return case

    await opened(session, keyring, employer_text="美团")
    late = await opened(session, keyring, kind=CaseKind.platform_dispute, trade="courier")
    past = utc_now() - timedelta(days=2)
    await session.execute(update(CaseClock).where(CaseClock.case_id == late.id).values(due_at=past))
    late.next_due_at = past
    await opened(session, keyring, county_code="410202")
    good = await resolved(score=3, employer_text="美团")
    await closing.close(session, staff, good.id, good.revision)
    await resolved(score=1)
    slow = await resolved()
    await session.execute(
        update(CaseClock)
        .where(CaseClock.case_id == slow.id, CaseClock.kind == ClockKind.handling)
        .values(due_at=past)
    )


@pytest.fixture
async def worked(database: Database, keyring: Keyring) -> None:
    async with database.transaction() as session:
        await of_every_kind(session, keyring)


def _of(address: str) -> str:
    found = re.search(r"[?&]of=(\w+)", address)
    return found[1] if found else "every"


@pytest.mark.usefixtures("worked")
async def test_every_number_leads_to_exactly_its_rows(province: Browser) -> None:
    page = (await province.opens("/statistics/cases?from=2026-01-01")).text
    links = re.findall(r'<a href="(/cases\?[^"]*)">([^<]*)</a>', page)
    counted = {}
    for escaped, words in links:
        address = unescape(escaped)
        rows = (await province.opens(address)).text
        counted[address] = rows.count("<tr data-row")
        assert f"共 {counted[address]} 件" in rows, address
        if number := re.fullmatch(r"\D*?(\d+)(?: 人评价)?", words):
            assert counted[address] == int(number[1]), (address, words)
    group = re.compile(r"[?&](kind|place|trade|staff|employer)=")
    whole = {_of(address): n for address, n in counted.items() if not group.search(address)}
    assert whole == {
        "every": 6, "open": 5, "closed": 1, "overdue": 1, "answered": 3, "answered_in_time": 3,
        "answer_late": 1, "resolved": 2, "resolved_in_time": 1, "resolve_late": 1, "redone": 1,
        "rated": 1, "satisfied": 1,
    }  # fmt: skip
    narrowed = {found[1] for address in counted if (found := group.search(address))}
    assert narrowed == {"kind", "place", "trade", "staff", "employer"}


@pytest.mark.usefixtures("worked")
async def test_cases_of_other_places_are_counted_for_nobody_else(county: Browser) -> None:
    page = (await county.opens("/statistics/cases?from=2026-01-01")).text
    assert "金水区" in page
    elsewhere = "/cases?status=all&place=410000/410200/410202"
    assert "没有符合条件的诉求" in (await county.opens(elsewhere)).text


@pytest.mark.usefixtures("worked")
async def test_the_days_asked_for_bind_nobody_who_asks_for_others(city: Browser) -> None:
    page = (await city.opens("/statistics/cases?from=2026-01-01&to=2026-01-31")).text
    assert "max=" not in page.split('class="filters"')[1].split("</form>")[0]


@pytest.mark.usefixtures("worked")
async def test_another_time_has_none_of_them(city: Browser) -> None:
    page = (await city.opens("/statistics/cases?from=2020-01-01&to=2020-01-31")).text
    assert "这段时间没有登记的诉求" in page
    assert "2020-01-01 至 2020-01-31" in page


@pytest.mark.parametrize("asked", ["", "from=2030-01-01&to=2020-01-01", "from=1990-01-01"])
async def test_odd_times_are_put_right(city: Browser, asked: str) -> None:
    assert (await city.opens(f"/statistics/cases?{asked}")).status_code == 200


@pytest.mark.usefixtures("worked")
async def test_the_sheet_has_figures_and_nobody_in_it(city: Browser, database: Database) -> None:
    answer = await city.opens("/statistics/cases.csv?from=2026-01-01")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "按类别,欠薪" in answer.text
    async with database.transaction() as session:
        numbers = (await session.scalars(select(Case.number))).all()
    for personal in ("张小满", "13800005678", "测试", *numbers):
        assert personal not in answer.text


@pytest.mark.usefixtures("worked")
async def test_the_list_says_what_it_is_narrowed_to_and_keeps_it(city: Browser) -> None:
    page = (await city.opens("/cases?status=all&from=2026-01-01&of=redone&trade=rider")).text
    assert "只看：2026-01-01 至现在登记的 · 外卖配送（含跑腿） · 退回或重新打开过的" in page
    assert '<input type="hidden" name="of" value="redone">' in page
    odd = await city.opens("/cases?from=0001-01-01&to=nonsense&of=every&staff=x&view=board")
    assert odd.status_code == 200


async def test_what_nothing_can_be_said_of_is_left_out(
    city: Browser, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        await opened(session, keyring)
    page = (await city.opens("/statistics/cases")).text
    assert "占没办完的 0%" in page
    assert "九成在" not in page.split('class="reach report-figures"')[1].split("</ul>")[0]
