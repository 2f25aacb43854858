"""统计 · 对话: figures with their dates, and every one in a table."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import handoffs
from backend.conversations.models import Handoff
from backend.database import Database, utc_now
from backend.desk.models import DeskConversation
from backend.membership.models import Application
from backend.privacy.keyring import Keyring
from backend.unions.service import federation_of
from tests.backend.cases.stage import county_staff, opened
from tests.backend.desk import JINSHUI, Browser, waiting_application


@pytest.fixture
async def answered(city: Browser, application: Application, database: Database) -> None:
    """One request, taken and closed."""
    async with database.transaction() as session:
        await handoffs.request(
            session,
            application.contact_id,
            reason="wage_arrears",
            county_code=application.county_code,
        )
    here = f"/conversations/{application.contact_id}"
    await city.opens(here)
    await city.sends(f"{here}/take")
    await city.sends(f"{here}/close", note="讲清楚了")


@pytest.mark.usefixtures("answered")
async def test_requests_are_counted_by_reason_place_trade_and_colleague(city: Browser) -> None:
    page = (await city.opens("/statistics/desk")).text
    for heading in ("按原因", "按地方", "按行业", "按处理人"):
        assert heading in page
    for row in ("欠薪", "金水区", "外卖配送", "测试city"):
        assert row in page


async def made_of_every_kind(
    session: AsyncSession, keyring: Keyring, application: Application
) -> None:
    """A week of requests: kept and missed, settled and not, come again, rated, become a case."""
    colleague = await county_staff(session, "colleague")
    other = await waiting_application(session, keyring, name="李大勇", trade="courier")
    case = await opened(session, keyring)
    county = await federation_of(session, JINSHUI)
    elsewhere = await federation_of(session, "410103")
    begun = utc_now() - timedelta(days=6)

    def asked(who: Application, hours: int, **more: Any) -> Handoff:
        at = begun + timedelta(hours=hours)
        union = more.pop("union", county)
        values = {
            "contact_id": who.contact_id,
            "reason": "wage_arrears",
            "union_id": union.id,
            "division_path": union.division_path,
            "requested_at": at,
            "due_at": at + timedelta(hours=2),
        }
        return Handoff(**values | more)

    def after(hours: int) -> datetime:
        return begun + timedelta(hours=hours)

    for who in (application, other):
        place = {"union_id": county.id, "division_path": county.division_path}
        session.add(DeskConversation(contact_id=who.contact_id, trade=who.trade, **place))
    done = {"resolved_by": colleague.id}
    session.add_all(
        [
            asked(application, 0, answered_at=after(1), resolved_at=after(2), rating=3, **done),
            asked(application, 30, answered_at=after(40), resolved_at=after(41), rating=1, **done),
            asked(
                application, 50, reason="legal_aid", resolved_at=after(51), case_id=case.id, **done
            ),
            asked(other, 60, reason="legal_aid", union=elsewhere),
            asked(other, 61, reason="work_injury", due_at=utc_now() + timedelta(hours=1)),
        ]
    )


async def test_every_number_leads_to_exactly_its_rows(
    city: Browser, application: Application, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        await made_of_every_kind(session, keyring, application)
    page = (await city.opens("/statistics/desk")).text
    links = re.findall(r'<a href="(/statistics/desk/requests[^"]*)">([^<]*)</a>', page)
    told = {unescape(address): words for address, words in links}
    counted = {}
    for address, words in told.items():
        rows = (await city.opens(address)).text
        counted[address] = rows.count("<tr data-row>")
        assert f"共 {counted[address]} 次" in rows, address
        if number := re.match(r"(?:\D* )?(\d+)(?: 人评价|（|，|$)", words):
            assert counted[address] == int(number[1]), (address, words)
    group = re.compile(r"&(reason|place|trade|staff)=")
    whole = {a.partition("&of=")[2]: n for a, n in counted.items() if not group.search(a)}
    assert whole == {
        "": 5, "answered": 2, "resolved": 3, "became_cases": 1, "breached": 2, "came_again": 2,
        "satisfied": 1, "rated": 2,
    }  # fmt: skip
    narrowed = {found[1] for a in told if (found := group.search(a))}
    assert narrowed == {"reason", "place", "trade", "staff"}


async def test_rows_of_other_places_are_counted_and_shown_to_nobody_else(
    county: Browser, application: Application, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        await made_of_every_kind(session, keyring, application)
    rows = (await county.opens("/statistics/desk/requests?reason=legal_aid")).text
    assert rows.count("<tr data-row>") == 1
    assert f'href="/conversations/{application.contact_id}"' in rows
    assert (
        "共 0 次"
        in (await county.opens("/statistics/desk/requests?place=410000/410100/410103")).text
    )
    assert (await county.opens("/statistics/desk/requests?of=nonsense")).status_code == 422


@pytest.mark.usefixtures("answered")
async def test_another_time_has_none_of_them(city: Browser) -> None:
    page = (await city.opens("/statistics/desk?from=2020-01-01&to=2020-01-31")).text
    assert "这段时间没有" in page
    assert "2020-01-01 至 2020-01-31" in page


@pytest.mark.parametrize("asked", ["from=2030-01-01&to=2020-01-01", "from=1990-01-01"])
async def test_odd_times_are_put_right(city: Browser, asked: str) -> None:
    assert (await city.opens(f"/statistics/desk?{asked}")).status_code == 200
