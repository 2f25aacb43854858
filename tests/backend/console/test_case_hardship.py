"""困难帮扶 from the visit to the money, by the pages' own buttons (L11); what is refused says why."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.cases.invariants import broken
from backend.cases.models import Case, HardshipRecord
from backend.contracts.cases import CaseKind
from backend.database import Database, utc_now
from backend.privacy.keyring import Keyring
from backend.working_time.rules import CHINA
from tests.backend.cases.stage import opened
from tests.backend.console.test_case_acts import does, in_days, status_of, told
from tests.backend.desk import Browser


@pytest.fixture
async def case(database: Database, keyring: Keyring) -> Case:
    async with database.transaction() as session:
        return await opened(session, keyring, kind=CaseKind.hardship_relief, story="孩子重病")


async def refused(browser: Browser, case: Case, act: str, **fields: str) -> str:
    """What the page says, with the sheet open again."""
    page = (await browser.opens(f"/cases/{case.id}")).text
    revision = page.split('name="revision" value="')[1].split('"')[0]
    answer = await browser.sends(f"/cases/{case.id}/{act}", revision=revision, **fields)
    assert answer.status_code in {409, 422}, (act, answer.status_code)
    return answer.text.split('role="alert">')[1].split("</div>")[0]


async def until_published(county: Browser, case: Case) -> None:
    await does(county, case, "accept")
    await does(county, case, "verify", finding="走访属实", outcome="confirmed")
    await does(
        county, case, "home_visit", visited_on=in_days(0), findings="自费药太多，家里没有积蓄"
    )
    await does(county, case, "check_means", level="accidental", findings="自费占八成")
    await does(county, case, "publish", begins=in_days(0), ends=in_days(4))


async def publicity_ends(database: Database, case: Case) -> None:
    """As if the days had passed."""
    today = utc_now().astimezone(CHINA).date()
    async with database.transaction() as session:
        record = await session.get_one(HardshipRecord, case.id)
        record.publicity_from = today - timedelta(days=5)
        record.publicity_until = today - timedelta(days=1)


async def record_of(database: Database, case: Case) -> HardshipRecord:
    async with database.transaction() as session:
        return (
            await session.scalars(select(HardshipRecord).where(HardshipRecord.case_id == case.id))
        ).one()


async def test_l11_from_the_visit_to_the_money(
    county: Browser, case: Case, database: Database
) -> None:
    await does(county, case, "accept")
    assert "前一步还没有记完" in await refused(
        county, case, "check_means", level="deep", findings="x"
    )
    assert "还没到" in await refused(
        county, case, "home_visit", visited_on=in_days(1), findings="明天去"
    )
    await does(county, case, "verify", finding="走访属实", outcome="confirmed")
    await does(county, case, "home_visit", visited_on=in_days(0), findings="自费药太多")
    assert await refused(county, case, "check_means", level="rich", findings="x")
    page = await does(county, case, "check_means", level="accidental", findings="自费占八成")
    assert "意外致困" in page
    assert "至少要五天" in await refused(
        county, case, "publish", begins=in_days(0), ends=in_days(3)
    )
    await does(county, case, "publish", begins=in_days(0), ends=in_days(4))
    assert "公示还没结束" in await refused(county, case, "decide", granted="yes", amount="3000")
    await publicity_ends(database, case)
    assert "请填金额" in await refused(county, case, "decide", granted="yes")
    assert await refused(county, case, "decide", granted="perhaps", refusal="看情况")
    page = await does(county, case, "decide", granted="yes", amount="3000", objections="没有")
    for words in ("给予帮扶", "3,000", "记录发放"):
        assert words in page, words
    assert "不能超过审定的金额" in await refused(
        county, case, "pay", paid_on=in_days(0), amount="3000.01"
    )
    assert "还没到" in await refused(county, case, "pay", paid_on=in_days(1), amount="3000")
    page = await does(county, case, "pay", paid_on=in_days(0), amount="3000")
    assert "记录发放" not in page
    heard = await told(database)
    assert "帮扶通过了，金额3,000元" in heard
    assert "帮扶金3,000元，" in heard
    for internal in ("自费药太多", "自费占八成", "没有积蓄"):
        assert internal not in heard
    for act, fields in (
        ("start", {}),
        ("resolve", {"resolution": "帮扶金已发放"}),
        ("follow_up", {"score": "3"}),
        ("close", {}),
    ):
        await does(county, case, act, **fields)
    assert await status_of(database, case) == "closed"
    async with database.transaction() as session:
        assert await broken(session) == []


async def test_l11_a_no_has_its_reason_and_nothing_is_paid(
    county: Browser, case: Case, database: Database
) -> None:
    await until_published(county, case)
    await publicity_ends(database, case)
    assert "不用填金额" in await refused(
        county, case, "decide", granted="no", amount="3000", refusal="收入超过标准"
    )
    assert await refused(county, case, "decide", granted="no")
    assert (await record_of(database, case)).is_granted is None
    page = await does(county, case, "decide", granted="no", refusal="收入超过标准")
    assert "没能认定" in page
    assert "记录发放" not in page
    assert "这次没能认定：收入超过标准" in await told(database)
    assert "还没有审定给予帮扶" in await refused(
        county, case, "pay", paid_on=in_days(0), amount="100"
    )
    assert (await record_of(database, case)).paid_amount is None


async def test_what_an_old_page_sends_is_not_written_twice(
    county: Browser, city: Browser, case: Case, database: Database
) -> None:
    await until_published(county, case)
    await publicity_ends(database, case)
    page = (await city.opens(f"/cases/{case.id}")).text
    old = page.split('name="revision" value="')[1].split('"')[0]
    await does(county, case, "decide", granted="yes", amount="3000")
    late = await city.sends(f"/cases/{case.id}/decide", revision=old, granted="yes", amount="9000")
    assert late.status_code == 409
    assert (await record_of(database, case)).granted_amount == 3000
