"""Quick replies: written for one's places, found by any word, filled in, read by a second pair of eyes."""

import re
from uuid import UUID

from sqlalchemy import select

from backend.database import Database
from backend.desk.models import CannedReply
from backend.membership.models import Application
from backend.unions.service import federation_of
from tests.backend.desk import JINSHUI, ZHENGZHOU, Browser

WORDS = "{姓名}您好，欠薪可以先找劳动监察，{工会}陪您一起去。"


async def union_id(database: Database, code: str) -> str:
    async with database.transaction() as session:
        return str((await federation_of(session, code)).id)


async def writes(
    browser: Browser, database: Database, code: str, title: str = "欠薪怎么办"
) -> UUID:
    await browser.opens("/canned")
    union = await union_id(database, code)
    saved = await browser.sends("/canned", union_id=union, title=title, text=WORDS)
    assert saved.status_code == 303
    async with database.transaction() as session:
        reply = await session.scalar(select(CannedReply).where(CannedReply.title == title))
    assert reply is not None
    return reply.id


async def test_a_citys_reply_is_offered_to_its_counties_with_the_names_filled_in(
    city: Browser, county: Browser, application: Application, database: Database
) -> None:
    await writes(city, database, ZHENGZHOU)
    offered = (await county.opens(f"/conversations/{application.contact_id}/canned?q=欠薪")).text
    assert "张师傅您好" in offered
    assert "{姓名}" not in offered
    assert "金水区新业态工会联合会陪您一起去" in offered
    assert "未审核" in offered


async def test_what_no_word_finds_is_not_offered(
    city: Browser, application: Application, database: Database
) -> None:
    await writes(city, database, ZHENGZHOU)
    offered = (await city.opens(f"/conversations/{application.contact_id}/canned?q=年会")).text
    assert "没有符合的快捷回复" in offered


async def test_a_county_may_not_change_what_the_city_wrote(
    city: Browser, county: Browser, database: Database
) -> None:
    reply = await writes(city, database, ZHENGZHOU)
    page = (await county.opens("/canned")).text
    assert "欠薪怎么办" in page
    assert f"edit-{reply}" not in page
    own = await union_id(database, JINSHUI)
    changed = await county.sends(f"/canned/{reply}", union_id=own, title="别的", text="别的")
    assert changed.status_code == 404


async def test_somebody_else_reads_it_before_it_counts_as_reviewed(
    city: Browser, county: Browser, database: Database
) -> None:
    reply = await writes(county, database, JINSHUI)
    await county.opens("/canned")
    assert (await county.sends(f"/canned/{reply}/reviewed")).status_code == 403
    await city.opens("/canned")
    await city.sends(f"/canned/{reply}/reviewed")
    assert "已审核" in (await county.opens("/canned")).text


async def seen(database: Database, reply: UUID) -> str:
    async with database.transaction() as session:
        return (await session.get_one(CannedReply, reply)).updated_at.isoformat()


async def test_nobody_confirms_words_they_have_not_read(
    city: Browser, county: Browser, database: Database
) -> None:
    reply = await writes(county, database, JINSHUI)
    page = (await city.opens("/canned")).text
    read = await seen(database, reply)
    assert f'name="seen" value="{read}"' in page
    own = await union_id(database, JINSHUI)
    await county.sends(f"/canned/{reply}", union_id=own, title="欠薪", text="改了", seen=read)
    answer = await city.sends(f"/canned/{reply}/reviewed", seen=read)
    assert answer.status_code == 409
    assert "刚改过" in answer.text
    assert "已审核" not in (await city.opens("/canned")).text


async def test_of_two_who_change_one_the_second_is_shown_what_the_first_did(
    city: Browser, county: Browser, database: Database
) -> None:
    reply = await writes(county, database, JINSHUI)
    read = await seen(database, reply)
    own = await union_id(database, JINSHUI)
    await city.opens("/canned")
    change = {"union_id": own, "seen": read}
    await county.sends(f"/canned/{reply}", **change, title="欠薪", text="县里改的")
    answer = await city.sends(f"/canned/{reply}", **change, title="欠薪", text="市里改的")
    assert answer.status_code == 409
    for words in ("刚改过", "县里改的", "市里改的", "data-reopen"):
        assert words in answer.text
    again = await city.sends(
        f"/canned/{reply}",
        union_id=own,
        seen=await seen(database, reply),
        title="欠薪",
        text="市里改的",
    )
    assert again.status_code == 303


async def test_a_refused_one_comes_back_as_it_was_typed(city: Browser, database: Database) -> None:
    await city.opens("/canned")
    own = await union_id(database, ZHENGZHOU)
    answer = await city.sends("/canned", union_id=own, title="工伤", text="{手机}打给您")
    assert answer.status_code == 422
    for words in ("{手机}", "data-reopen", 'value="工伤"', ">{手机}打给您<"):
        assert words in answer.text


async def test_a_retired_one_is_kept_and_no_longer_offered(
    city: Browser, application: Application, database: Database
) -> None:
    reply = await writes(city, database, ZHENGZHOU)
    await city.sends(f"/canned/{reply}/retire")
    assert "已停用" in (await city.opens("/canned")).text
    offered = (await city.opens(f"/conversations/{application.contact_id}/canned")).text
    assert "没有符合的快捷回复" in offered


async def test_uses_are_counted(city: Browser, database: Database) -> None:
    reply = await writes(city, database, ZHENGZHOU)
    await city.sends(f"/canned/{reply}/used")
    assert re.search(r"1 次", (await city.opens("/canned")).text)
