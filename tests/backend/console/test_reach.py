"""What came of a code: every figure leads to as many rows."""

from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.models import Contact
from backend.database import Database
from backend.outreach.codes import codes_of_unions
from backend.outreach.models import QrCode
from backend.privacy.keyring import Keyring
from backend.unions.service import union_by_code
from tests.backend.desk import JINSHUI, LONGTING, Browser, waiting_application

SCENE = f"county:{JINSHUI}"


async def pushes(internal: httpx.AsyncClient, openid: str, kind: str, key: str) -> None:
    message = {
        "dedupe_key": uuid4().hex,
        "openid": openid,
        "kind": kind,
        "key": key,
        "sent_at": datetime.now(UTC).isoformat(),
    }
    answer = await internal.post("/v1/inbound", json=message)
    assert answer.is_success, answer.text


async def contact_of(session: AsyncSession, openid: str) -> Contact:
    return (await session.scalars(select(Contact).where(Contact.openid == openid))).one()


@pytest.fixture
async def code(county: Browser, session: AsyncSession) -> QrCode:
    union = await union_by_code(session, f"{JINSHUI}-NF")
    await county.opens(f"/unions/{union.id}")
    await county.sends(f"/unions/{union.id}/code")
    return (await codes_of_unions(session, [union.id]))[union.id]


async def test_people_are_counted_not_scans(
    internal: httpx.AsyncClient, county: Browser, code: QrCode
) -> None:
    await pushes(internal, "o-new", "follow", SCENE)
    await pushes(internal, "o-new", "scan", SCENE)
    await pushes(internal, "o-old", "scan", SCENE)
    await pushes(internal, "o-other", "follow", f"county:{LONGTING}")
    everybody = (await county.opens(f"/codes/{code.id}/people")).text
    assert "扫过码 <b>2</b>" in everybody
    assert "新关注 <b>1</b>" in everybody
    assert everybody.count("data-row") == 2
    followers = (await county.opens(f"/codes/{code.id}/people?followed=1")).text
    assert followers.count("data-row") == 1
    assert "已关注，又扫码" not in followers


async def test_who_went_on_to_another_county_is_counted_but_not_opened(
    internal: httpx.AsyncClient, county: Browser, session: AsyncSession, code: QrCode
) -> None:
    await pushes(internal, "o-moved", "follow", SCENE)
    await pushes(internal, "o-moved", "scan", f"county:{LONGTING}")
    moved = await contact_of(session, "o-moved")
    page = (await county.opens(f"/codes/{code.id}/people")).text
    assert page.count("data-row") == 1
    assert "现在归别的工会" in page
    assert f"/conversations/{moved.id}" not in page


async def test_applications_of_a_code_are_the_rows_behind_the_figure(
    county: Browser, database: Database, keyring: Keyring, code: QrCode
) -> None:
    async with database.transaction() as session:
        came = await waiting_application(session, keyring)
        came.scene = SCENE
        gone = await waiting_application(session, keyring, county=LONGTING)
        gone.scene = SCENE
        other = await waiting_application(session, keyring)
    rows = (await county.opens(f"/applications?status=all&scene={SCENE}")).text
    assert str(came.number) in rows
    assert str(gone.number) not in rows  # another county's
    assert str(other.number) not in rows
    assert "郑州市金水区新业态工会联合会的二维码带来的" in rows
    page = (await county.opens(f"/unions/{code.union_id}")).text
    assert "<b>1</b><span>件入会申请</span>" in page


async def test_a_citys_code_tells_no_county_and_a_drives_code_that_of_its_union(
    internal: httpx.AsyncClient, city: Browser, session: AsyncSession
) -> None:
    zhengzhou = await union_by_code(session, "410100-NF")
    jinshui = await union_by_code(session, f"{JINSHUI}-NF")
    await city.opens(f"/unions/{zhengzhou.id}")
    await city.sends(f"/unions/{zhengzhou.id}/code")
    fields = {"name": "冬季建会", "starts_on": "2020-11-01", "ends_on": "2020-12-31"}
    await city.sends(f"/unions/{jinshui.id}/drives", **fields)
    scenes = {row.kind: row.scene for row in (await session.scalars(select(QrCode))).all()}
    await pushes(internal, "o-city", "follow", scenes["union"])
    await pushes(internal, "o-drive", "follow", scenes["drive"])
    assert (await contact_of(session, "o-city")).county_code is None
    of_drive = await contact_of(session, "o-drive")  # ended years ago, and still said where
    assert (of_drive.county_code, of_drive.scene) == (JINSHUI, scenes["drive"])


async def test_a_code_nobody_made_teaches_nothing(
    internal: httpx.AsyncClient, session: AsyncSession
) -> None:
    for number, scene in enumerate(("drive:zzzzzzzz", "union:nowhere", "last_trade_no_4001")):
        await pushes(internal, f"o-{number}", "follow", scene)
        assert (await contact_of(session, f"o-{number}")).county_code is None
