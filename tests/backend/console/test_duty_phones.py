"""Administrators say which group's robot is called, and try it before anybody needs it."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.alarms.models import DutyPhone
from backend.database import Database
from backend.privacy.models import AuditEntry
from backend.unions.service import union_by_code
from tests.backend.alarms.duty_officer import DutyOfficer, on_duty
from tests.backend.desk import Browser

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=00000000-1111-2222-3333-4444abcd"


@pytest.fixture
async def officer() -> AsyncIterator[DutyOfficer]:
    async with on_duty() as officer:
        yield officer


async def union_id(database: Database, code: str = "410105-NF") -> UUID:
    async with database.transaction() as session:
        return (await union_by_code(session, code)).id


async def test_a_city_sets_the_phone_of_its_county_and_the_key_is_not_shown(
    city: Browser, database: Database
) -> None:
    jinshui = await union_id(database)
    await city.opens("/duty-phones?q=金水")
    answer = await city.sends(f"/duty-phones/{jinshui}", url=WECOM)
    page = (await city.opens(answer.headers["location"])).text
    assert "存好了" in page
    assert "https://qyapi.weixin.qq.com/…abcd" in page
    assert WECOM not in page
    async with database.transaction() as session:
        kept = await session.get_one(DutyPhone, jinshui)
        entry = await session.scalar(
            select(AuditEntry).where(AuditEntry.action == "duty_phone_set")
        )
    assert kept.webhook_url == WECOM
    assert entry is not None
    assert "qyapi" not in str(entry.data)


async def test_who_sets_one_far_down_the_list_is_still_there_afterwards(
    province: Browser, database: Database
) -> None:
    page = (await province.opens("/duty-phones?page=3")).text
    far = re.search(r'<tr id="u-([0-9a-f-]{36})"', page)
    assert far is not None
    for act, fields in (("", {"url": WECOM}), ("", {"url": "ftp://x"}), ("/clear", {})):
        answer = await province.sends(f"/duty-phones/{far[1]}{act}", page=3, **fields)
        assert f'id="u-{far[1]}"' in (await province.opens(answer.headers["location"])).text


async def test_an_address_that_leads_nowhere_safe_is_not_kept(
    city: Browser, database: Database
) -> None:
    jinshui = await union_id(database)
    await city.opens("/duty-phones")
    for url in ("http://example.com/hook", "ftp://x", "", "https://user:pw@example.com/"):
        answer = await city.sends(f"/duty-phones/{jinshui}", url=url)
        assert "unfit" in answer.headers["location"]
    async with database.transaction() as session:
        assert await session.get(DutyPhone, jinshui) is None


async def test_a_phone_is_tried_out(
    city: Browser, database: Database, officer: DutyOfficer
) -> None:
    jinshui = await union_id(database)
    await city.opens("/duty-phones")
    await city.sends(f"/duty-phones/{jinshui}", url=officer.at("county"))
    heard = await city.sends(f"/duty-phones/{jinshui}/try")
    assert "对方收下了" in (await city.opens(heard.headers["location"])).text
    assert "测试" in officer.pages[0][1]["text"]["content"]
    officer.answers = [93000]
    not_heard = await city.sends(f"/duty-phones/{jinshui}/try")
    assert "没有发成" in (await city.opens(not_heard.headers["location"])).text


async def test_a_group_is_called_no_more_once_taken_off(city: Browser, database: Database) -> None:
    jinshui = await union_id(database)
    await city.opens("/duty-phones")
    await city.sends(f"/duty-phones/{jinshui}", url=WECOM)
    await city.sends(f"/duty-phones/{jinshui}/clear")
    async with database.transaction() as session:
        assert await session.get(DutyPhone, jinshui) is None


async def test_nobody_sets_the_phone_of_a_place_that_is_not_theirs(
    city: Browser, county: Browser, database: Database
) -> None:
    kaifeng, jinshui = await union_id(database, "410200-NF"), await union_id(database)
    await city.opens("/duty-phones")
    assert (await city.sends(f"/duty-phones/{kaifeng}", url=WECOM)).status_code == 404
    page = (await county.opens("/duty-phones")).text
    assert "存下" not in page
    for act in ("", "/clear", "/try"):
        assert (await county.sends(f"/duty-phones/{jinshui}{act}", url=WECOM)).status_code == 403
