"""Rows leave with four eyes: asked for with a reason, allowed by another, marked with who took them."""

import pytest
from sqlalchemy import select

from backend.cases.models import Case
from backend.database import Database
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
    assert "trouble=conflict" in own.headers["location"]
    early = await county.sends(f"/cases/exports/{export}/fetch")
    assert early.status_code == 409
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
    assert (await county.sends(f"/cases/exports/{export}/fetch")).status_code == 409


async def test_a_request_needs_a_reason_and_rows(county: Browser, case: Case) -> None:
    await county.opens("/cases/exports")
    for address, reason in (("/cases/exports", " "), ("/cases/exports?tag=没有", "总结")):
        answer = await county.sends(address, reason=reason)
        page = (await county.opens(answer.headers["location"])).text
        assert "请写明用途" in page
        assert "还没有导出申请" in page


async def test_nobody_takes_the_rows_somebody_else_asked_for(
    county: Browser, city: Browser, case: Case
) -> None:
    await asked(county)
    export = id_on((await city.opens("/cases/exports")).text)
    await city.sends(f"/cases/exports/{export}/allow")
    assert (await city.sends(f"/cases/exports/{export}/fetch")).status_code == 404
