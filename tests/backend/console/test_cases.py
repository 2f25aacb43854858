"""The list of cases: what stands on top, what is found, kept views, the board, many at once."""

from datetime import timedelta
from uuid import UUID

import httpx
from sqlalchemy import select, update

from backend.cases import notes
from backend.cases.models import Case
from backend.database import Database, utc_now
from backend.privacy.keyring import Keyring
from tests.backend.cases.stage import county_staff, opened
from tests.backend.desk import LONGTING, Browser
from tests.backend.in_a_circle import at_once


async def make(database: Database, keyring: Keyring, **changes: object) -> Case:
    async with database.transaction() as session:
        return await opened(session, keyring, **changes)


async def due(database: Database, case_id: UUID, left: timedelta) -> None:
    async with database.transaction() as session:
        await session.execute(
            update(Case).where(Case.id == case_id).values(next_due_at=utc_now() + left)
        )


async def test_urgent_ones_stand_on_top_and_then_what_is_due_first(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    relaxed = await make(database, keyring)
    late = await make(database, keyring)
    urgent = await make(database, keyring, urgent_reason="injured_now")
    await due(database, late.id, -timedelta(days=9))
    page = (await county.opens("/cases")).text
    order = [page.index(case.number) for case in (urgent, late, relaxed)]
    assert order == sorted(order)
    assert "紧急" in page
    assert 'class="clock clock-late"' in page
    overdue = (await county.opens("/cases?overdue=1")).text
    assert late.number in overdue
    assert relaxed.number not in overdue


async def test_tabs_count_what_they_show_and_nothing_of_other_counties(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    for place in ("410105", "410105", LONGTING):
        await make(database, keyring, county_code=place)
    page = (await county.opens("/cases")).text
    assert "没办完 <b>2</b>" in page
    assert "已登记 <b>2</b>" in page
    assert "已办结 <b>0</b>" in page


async def test_filters_narrow_and_stay_in_every_link(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    wages = await make(database, keyring)
    injury = await make(database, keyring, kind="work_injury", story="送餐路上摔倒骨折")
    page = (await county.opens("/cases?kind=work_injury&unassigned=1")).text
    assert injury.number in page
    assert wages.number not in page
    assert "?kind=work_injury&amp;unassigned=1" in page
    for words in ("骨折", injury.number, "张小满", "13800005678"):
        found = (await county.http.get("/cases", params={"q": words})).text
        assert injury.number in found, words
    assert "没有符合条件的诉求" in (await county.opens("/cases?tag=没有的")).text


async def test_odd_addresses_show_a_page_and_never_an_error(county: Browser) -> None:
    for query in ("status=x", "kind=%27", "incident=1", "county=%25", "page=9999", "view=x"):
        assert (await county.opens(f"/cases?{query}")).status_code == 200, query


async def test_l10_cases_of_one_employer_stand_together_under_one_line(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    await make(database, keyring, employer_text="快马站点", people_count=20)
    await make(database, keyring, kind="complaint")
    await make(database, keyring, employer_text="快马站点", people_count=12)
    page = (await county.opens("/cases")).text
    assert "同一单位 2 件 32 人" in page
    incident = page.split("incident=")[1].split('"')[0]
    alone = (await county.opens(f"/cases?status=all&incident={incident}")).text
    assert "全部 <b>2</b>" in alone


async def test_the_board_shows_open_cases_by_status(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    case = await make(database, keyring)
    board = (await county.opens("/cases?view=board")).text
    received = board.split('id="column-received"')[1].split('id="column-accepted"')[0]
    assert case.number in received
    assert case.number not in board.split('id="column-accepted"')[1]


async def test_a_view_is_kept_renamed_and_deleted_by_its_owner_only(
    county: Browser, city: Browser
) -> None:
    await county.opens("/cases?kind=wage_arrears")
    await county.sends("/cases/views", name="本区欠薪", query="kind=wage_arrears")
    page = (await county.opens("/cases")).text
    assert 'href="/cases?kind=wage_arrears"' in page
    assert "本区欠薪" not in (await city.opens("/cases")).text
    view = page.split("/cases/views/")[1].split("/")[0]
    assert (await city.sends(f"/cases/views/{view}/rename", name="我的")).status_code == 404
    await city.sends(f"/cases/views/{view}/delete")
    answer = await county.sends(f"/cases/views/{view}/rename", name="欠薪 要紧")
    page = (await county.opens(answer.headers["location"])).text
    assert "欠薪 要紧" in page
    assert "本区欠薪" not in page
    view = page.split("/cases/views/")[1].split("/")[0]
    await county.sends(f"/cases/views/{view}/delete")
    assert "欠薪 要紧" not in (await county.opens("/cases")).text


async def test_many_are_classed_tagged_and_given_at_once(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    cases = [await make(database, keyring) for _ in range(2)]
    page = (await county.opens("/cases")).text
    me = page.split('<select class="form-select" name="staff_id">')[1]
    staff_id = me.split('<option value="')[2].split('"')[0]
    answer = await county.sends(
        "/cases/bulk",
        case=[str(case.id) for case in cases],
        staff_id=staff_id,
        case_class="difficult",
        tag="同一站点",
    )
    assert answer.headers["location"] == "/cases?done=bulk"
    async with database.transaction() as session:
        rows = (await session.scalars(select(Case))).all()
    assert {(str(row.staff_id), row.case_class, *row.tags) for row in rows} == {
        (staff_id, "difficult", "同一站点")
    }


async def test_one_that_cannot_be_changed_does_not_stop_the_others(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    here = await make(database, keyring)
    elsewhere = await make(database, keyring, county_code=LONGTING)
    await county.opens("/cases")
    answer = await county.sends("/cases/bulk", case=[str(elsewhere.id), str(here.id)], tag="要紧")
    assert answer.headers["location"].startswith("/cases?trouble=some&left=")
    async with database.transaction() as session:
        tags = {row.id: row.tags for row in await session.scalars(select(Case))}
    assert tags == {here.id: ["要紧"], elsewhere.id: []}


async def test_many_at_once_and_one_of_them_alone_wait_in_no_circle(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    cases = sorted([await make(database, keyring) for _ in range(2)], key=lambda case: case.id)
    async with database.transaction() as session:
        colleague = await county_staff(session, "colleague")
    await county.opens("/cases")
    ids = [str(case.id) for case in cases]
    answer, _ = await at_once(
        database,
        lambda _: county.sends("/cases/bulk", case=ids, tag="要紧"),
        lambda s: notes.note(s, colleague, cases[1].id, text="看一下"),
    )
    assert isinstance(answer, httpx.Response)
    assert answer.headers["location"] == "/cases?done=bulk"


async def test_those_not_reached_are_named(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    here, ended = await make(database, keyring), await make(database, keyring)
    async with database.transaction() as session:
        await session.execute(update(Case).where(Case.id == ended.id).values(status="closed"))
    await county.opens("/cases")
    ids = [str(here.id), str(ended.id)]
    answer = await county.sends("/cases/bulk", case=ids, case_class="difficult")
    page = (await county.opens(answer.headers["location"])).text
    assert f"没办成的：{ended.number}。" in page
    assert (await county.opens("/cases?trouble=some&left=odd,x")).status_code == 200


async def test_who_finds_nothing_among_the_open_ones_is_led_to_all(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    ended = await make(database, keyring)
    async with database.transaction() as session:
        await session.execute(update(Case).where(Case.id == ended.id).values(status="closed"))
    page = (await county.opens(f"/cases?q={ended.number}")).text
    assert "没有符合条件的诉求" in page
    link = page.split(">在全部状态里找<")[0].rsplit('href="', 1)[1].split('"')[0]
    assert ended.number in (await county.opens(link.replace("&amp;", "&"))).text


async def test_a_page_behind_the_last_leads_back_and_does_not_say_that_all_is_done(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    await make(database, keyring)
    page = (await county.opens("/cases?kind=wage_arrears&page=3")).text
    assert "都办完了" not in page
    assert '<a href="/cases?kind=wage_arrears">回到第一页</a>' in page


async def test_nothing_chosen_says_so(county: Browser) -> None:
    await county.opens("/cases")
    answer = await county.sends("/cases/bulk", tag="要紧")
    assert "还没有选诉求" in (await county.opens(answer.headers["location"])).text
