"""Rows leave with four eyes: asked for with a reason, allowed by another, marked with who took them."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from backend.cases.models import Case, CaseExport
from backend.database import Database, utc_now
from backend.privacy.keyring import Keyring
from backend.privacy.models import AuditEntry
from tests.backend.cases.stage import opened
from tests.backend.desk import Browser


@pytest.fixture
async def case(database: Database, keyring: Keyring) -> Case:
    async with database.transaction() as session:
        return await opened(session, keyring)


async def asked(county: Browser) -> None:
    """A request for what the list shows."""
    await county.opens("/cases/exports?kind=wage_arrears")
    await county.sends("/cases/exports?kind=wage_arrears", reason="季度总结")
    page = (await county.opens("/cases/exports")).text
    assert "没办完 · 欠薪" in page
    assert "待批" in page


def id_on(page: str) -> str:
    return page.split("/cases/exports/")[1].split("/")[0]


async def test_who_asked_does_not_allow_it_and_another_does(
    county: Browser, city: Browser, case: Case, database: Database
) -> None:
    await asked(county)
    assert "批准</button>" not in (await county.opens("/cases/exports")).text
    export = id_on((await city.opens("/cases/exports")).text)
    own = await county.sends(f"/cases/exports/{export}/allow")
    assert "由另一位同事批准" in (await county.opens(own.headers["location"])).text
    early = await county.sends(f"/cases/exports/{export}/fetch")
    assert "还没有批准" in (await county.opens(early.headers["location"])).text
    assert (
        "notice=allowed" in (await city.sends(f"/cases/exports/{export}/allow")).headers["location"]
    )
    await county.opens("/cases/exports")
    answer = await county.sends(f"/cases/exports/{export}/fetch")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert case.number in answer.text
    assert "张*" in answer.text
    assert "张小满" not in answer.text
    assert "13800005678" not in answer.text
    mark = answer.text.strip().splitlines()[-1]
    assert "测试county_s-410105-NF" in mark
    assert "不得外传" in mark
    async with database.transaction() as session:
        actions = set(await session.scalars(select(AuditEntry.action)))
    assert {"case_export_requested", "case_export_allowed", "case_export_fetched"} <= actions


async def test_what_was_refused_is_not_handed_out(
    county: Browser, city: Browser, case: Case
) -> None:
    await asked(county)
    export = id_on((await city.opens("/cases/exports")).text)
    await city.sends(f"/cases/exports/{export}/refuse")
    assert "已拒绝" in (await county.opens("/cases/exports")).text
    answer = await county.sends(f"/cases/exports/{export}/fetch")
    assert "这份申请没有批准" in (await county.opens(answer.headers["location"])).text
    again = await city.sends(f"/cases/exports/{export}/allow")
    assert "已经有同事处理过了" in (await city.opens(again.headers["location"])).text


async def test_a_request_needs_a_reason_and_rows_and_keeps_what_was_asked(
    county: Browser, case: Case
) -> None:
    await county.opens("/cases/exports")
    for address, reason, why in (
        ("/cases/exports?kind=wage_arrears", " ", "请写一句用来做什么"),
        ("/cases/exports?kind=complaint", "总结", "一件也没有"),
    ):
        answer = await county.sends(address, reason=reason)
        assert answer.status_code == 422
        assert why in answer.text
        assert "没办完 · " in answer.text
        assert f"{reason}</textarea>" in answer.text
        assert "还没有导出申请" in answer.text


async def test_what_waits_for_a_second_pair_of_eyes_is_seen_by_it(
    county: Browser, city: Browser, case: Case
) -> None:
    assert "待批" not in (await city.opens("/")).text + (await city.opens("/cases")).text
    await asked(county)
    assert "<b>1</b><span>导出待批</span>" in (await city.opens("/")).text
    assert "导出（1 份待批）" in (await city.opens("/cases")).text
    assert "待批" not in (await county.opens("/")).text + (await county.opens("/cases")).text
    export = id_on((await city.opens("/cases/exports")).text)
    await city.sends(f"/cases/exports/{export}/allow")
    assert "待批" not in (await city.opens("/")).text


async def test_after_three_days_it_is_asked_for_again(
    county: Browser, city: Browser, case: Case, database: Database
) -> None:
    await asked(county)
    export = id_on((await city.opens("/cases/exports")).text)
    await city.sends(f"/cases/exports/{export}/allow")
    async with database.transaction() as session:
        await session.execute(
            update(CaseExport).values(decided_at=utc_now() - timedelta(days=3, minutes=1))
        )
    answer = await county.sends(f"/cases/exports/{export}/fetch")
    assert "请再申请一次" in (await county.opens(answer.headers["location"])).text


async def test_nobody_takes_the_rows_somebody_else_asked_for(
    county: Browser, city: Browser, case: Case
) -> None:
    await asked(county)
    export = id_on((await city.opens("/cases/exports")).text)
    await city.sends(f"/cases/exports/{export}/allow")
    assert (await city.sends(f"/cases/exports/{export}/fetch")).status_code == 404
