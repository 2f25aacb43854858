"""工会组织: who sees which organization, how its code is made once, what came of it."""

import asyncio
import re

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import Database, utc_now
from backend.outreach import codes
from backend.outreach.models import QrCode, UnionizationDrive
from backend.outreach.organizations import organization_for
from backend.outreach.rules import ASKING_LASTS
from backend.privacy.models import AuditEntry
from backend.staff.models import Role
from backend.unions.service import federation_of, union_by_code
from tests.backend.desk import (
    JINSHUI,
    LONGTING,
    ZHENGZHOU,
    Browser,
    city_administrator,
    identity,
    signed_in_as,
)
from tests.backend.peers import Peers

DRIVE = {"name": "冬季货运集中建会", "starts_on": "2026-11-01", "ends_on": "2026-12-31"}


async def page_of(session: AsyncSession, code: str) -> str:
    return f"/unions/{(await union_by_code(session, code)).id}"


async def the_code(database: Database, scene: str = f"county:{JINSHUI}") -> QrCode:
    async with database.transaction() as session:
        code = await codes.find_code(session, scene)
    assert code is not None
    return code


@pytest.fixture
async def jinshui(session: AsyncSession) -> str:
    return await page_of(session, f"{JINSHUI}-NF")


async def test_a_countys_code_is_made_by_its_own_staff(
    county: Browser, database: Database, peers: Peers, jinshui: str
) -> None:
    assert "还没有二维码" in (await county.opens(jinshui)).text
    assert (await county.sends(f"{jinshui}/code")).headers["location"] == jinshui
    page = (await county.opens(jinshui)).text
    code = await the_code(database)
    assert (code.url, code.ticket) == ("http://weixin.example/q/1", "ticket-1")
    assert code.county_code == JINSHUI
    assert f"/codes/{code.id}/poster.pdf" in page
    assert peers.codes == [f"county:{JINSHUI}"]


async def test_asking_again_makes_no_second_code(
    county: Browser, peers: Peers, jinshui: str
) -> None:
    await county.opens(jinshui)
    for _ in range(3):
        await county.sends(f"{jinshui}/code")
    assert len(peers.codes) == 1


async def test_two_clicks_at_once_make_one_code(
    county: Browser, database: Database, peers: Peers, jinshui: str
) -> None:
    peers.platform_seconds = 0.3
    await county.opens(jinshui)
    answers = await asyncio.gather(*(county.sends(f"{jinshui}/code") for _ in range(4)))
    assert {answer.status_code for answer in answers} == {303}
    assert peers.codes == [f"county:{JINSHUI}"]
    assert (await the_code(database)).url == "http://weixin.example/q/1"


async def test_making_a_code_is_written_down_once(
    county: Browser, session: AsyncSession, database: Database, jinshui: str
) -> None:
    await county.opens(jinshui)
    await county.sends(f"{jinshui}/code")
    await county.sends(f"{jinshui}/code")
    code = await the_code(database)
    entries = (await session.scalars(select(AuditEntry).where(AuditEntry.action.like("qr%")))).all()
    assert [(entry.action, entry.subject_id) for entry in entries] == [
        ("qr_code_ordered", str(code.id))
    ]


async def test_a_refusal_of_the_platform_is_said_in_words_and_can_be_tried_again(
    county: Browser, database: Database, peers: Peers, jinshui: str
) -> None:
    peers.platform_errcode = 40164
    await county.opens(jinshui)
    await county.sends(f"{jinshui}/code")
    page = (await county.opens(jinshui)).text
    assert "IP 白名单" in page
    assert "再试一次" in page
    peers.platform_errcode = 0
    await county.sends(f"{jinshui}/code")
    assert (await the_code(database)).url is not None


async def test_a_code_somebody_else_asks_for_now_is_waited_for(
    county: Browser, database: Database, peers: Peers, jinshui: str
) -> None:
    """The other process may also have died: after half a minute anybody may ask."""
    peers.platform_errcode = -1
    await county.opens(jinshui)
    await county.sends(f"{jinshui}/code")
    peers.platform_errcode = 0
    async with database.transaction() as session:
        await session.execute(update(QrCode).values(asked_at=utc_now(), errcode=None))
    await county.sends(f"{jinshui}/code")
    assert len(peers.codes) == 1
    assert "正在向微信要二维码" in (await county.opens(jinshui)).text
    async with database.transaction() as session:
        earlier = utc_now() - 2 * ASKING_LASTS
        await session.execute(update(QrCode).values(asked_at=earlier))
    assert "再试一次" in (await county.opens(jinshui)).text
    await county.sends(f"{jinshui}/code")
    assert (await the_code(database)).url is not None


async def test_the_last_code_of_the_account_is_not_given_away_twice(
    county: Browser, database: Database, session: AsyncSession, jinshui: str
) -> None:
    await county.opens(jinshui)
    await county.sends(f"{jinshui}/code")
    staff = await identity(session, await city_administrator(session))
    zhengzhou = await federation_of(session, ZHENGZHOU)
    organization = await organization_for(session, staff, zhengzhou.id)
    with pytest.raises(codes.CodesExhausted):
        await codes.order_code(session, staff, organization, organization.scene, most=1)


async def test_county_staff_see_their_own_city_its_counties_province_all(
    county: Browser, city: Browser, province: Browser, session: AsyncSession
) -> None:
    own = await page_of(session, f"{JINSHUI}-NF")
    above = await page_of(session, "410100-NF")
    elsewhere = await page_of(session, f"{LONGTING}-NF")
    expected = [(county, (200, 404, 404)), (city, (200, 200, 404)), (province, (200, 200, 200))]
    for browser, statuses in expected:
        found = [(await browser.opens(page)).status_code for page in (own, above, elsewhere)]
        assert tuple(found) == statuses


async def test_the_list_holds_what_one_may_see_and_finds_it_by_name(
    county: Browser, city: Browser, province: Browser
) -> None:
    assert "共 1 条" in (await county.opens("/unions")).text
    assert "共 13 条" in (await city.opens("/unions")).text
    assert "共 174 条" in (await province.opens("/unions")).text
    found = (await province.opens("/unions?q=开封 龙亭")).text
    assert "共 1 条" in found
    assert "开封市龙亭区新业态工会联合会" in found
    assert "没有叫「某某」的组织" in (await city.opens("/unions?q=某某")).text


async def test_nobody_elses_code_can_be_made_or_fetched(
    app: FastAPI, database: Database, county: Browser, session: AsyncSession, jinshui: str
) -> None:
    await county.opens(jinshui)
    await county.sends(f"{jinshui}/code")
    code = await the_code(database)
    kaifeng = await signed_in_as(app, database, Role.city_administrator, "410200-NF")
    assert (await kaifeng.sends(f"{jinshui}/code")).status_code == 404
    for part in ("image.svg", "poster.png", "poster.pdf", "people"):
        assert (await kaifeng.opens(f"/codes/{code.id}/{part}")).status_code == 404
    general = await page_of(session, f"{JINSHUI}-GU")
    assert (await county.opens(general)).status_code == 404  # a general union has no code
    await kaifeng.http.aclose()


async def test_picture_and_posters_come_as_files(
    county: Browser, database: Database, jinshui: str
) -> None:
    await county.opens(jinshui)
    await county.sends(f"{jinshui}/code")
    code = await the_code(database)
    picture = await county.opens(f"/codes/{code.id}/image.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    for kind, beginning in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        poster = await county.opens(f"/codes/{code.id}/poster.{kind}")
        assert poster.content.startswith(beginning)
        assert "filename*=UTF-8''%E9%83%91%E5%B7%9E" in poster.headers["content-disposition"]


async def test_a_code_not_yet_made_has_no_poster(
    county: Browser, database: Database, peers: Peers, jinshui: str
) -> None:
    peers.platform_errcode = -1
    await county.opens(jinshui)
    await county.sends(f"{jinshui}/code")
    code = await the_code(database)
    assert (await county.opens(f"/codes/{code.id}/poster.png")).status_code == 404


async def test_a_drive_gets_a_code_of_its_own_and_two_clicks_start_one(
    county: Browser, database: Database, session: AsyncSession, peers: Peers, jinshui: str
) -> None:
    await county.opens(jinshui)
    answers = await asyncio.gather(
        *(county.sends(f"{jinshui}/drives", **DRIVE, employer="顺达货运") for _ in range(3))
    )
    assert len({answer.headers["location"] for answer in answers}) == 1
    drive = (await session.scalars(select(UnionizationDrive))).one()
    code = (await session.scalars(select(QrCode))).one()
    assert code.drive_id == drive.id
    assert peers.codes == [code.scene]
    assert re.fullmatch(r"drive:[2-9a-z]{8}", code.scene)
    page = (await county.opens(f"/drives/{drive.id}")).text
    assert "顺达货运" in page
    assert f"/codes/{code.id}/poster.pdf" in page


async def test_a_drive_without_a_sensible_period_is_sent_back(
    county: Browser, session: AsyncSession, jinshui: str
) -> None:
    await county.opens(jinshui)
    wrong = {**DRIVE, "ends_on": "2026-10-01"}
    answer = await county.sends(f"{jinshui}/drives", **wrong, employer="顺达货运")
    assert answer.status_code == 422
    assert "没有建成" in answer.text
    for typed in (*wrong.values(), "顺达货运"):
        assert f'value="{typed}"' in answer.text
    assert (await session.scalars(select(UnionizationDrive))).all() == []


async def test_a_name_used_for_another_drive_is_not_taken_for_that_one(
    county: Browser, session: AsyncSession, jinshui: str
) -> None:
    await county.opens(jinshui)
    await county.sends(f"{jinshui}/drives", **DRIVE)
    next_year = {**DRIVE, "starts_on": "2027-11-01", "ends_on": "2027-12-31"}
    answer = await county.sends(f"{jinshui}/drives", **next_year)
    assert answer.status_code == 409
    assert "换个名称" in answer.text
    assert 'value="2027-11-01"' in answer.text
    drive = (await session.scalars(select(UnionizationDrive))).one()
    assert str(drive.starts_on) == "2026-11-01"


async def test_another_citys_drive_does_not_exist(
    app: FastAPI, database: Database, county: Browser, jinshui: str
) -> None:
    await county.opens(jinshui)
    address = (await county.sends(f"{jinshui}/drives", **DRIVE)).headers["location"]
    kaifeng = await signed_in_as(app, database, Role.city_administrator, "410200-NF")
    assert (await kaifeng.opens(address)).status_code == 404
    assert (await kaifeng.sends(f"{address}/code")).status_code == 404
    await kaifeng.http.aclose()
