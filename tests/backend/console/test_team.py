"""Administrators arrange the duty of their colleagues; what they keep decides who is given somebody."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.database import Database, utc_now
from backend.desk.models import DeskConversation
from backend.desk.shift_rules import DAYS, monday_of
from backend.privacy.models import AuditEntry
from backend.services import Services
from backend.staff.models import Role
from backend.staff.service import find_staff
from backend.worker import jobs
from backend.working_time.rules import CHINA
from tests.backend.desk import JINSHUI, Browser, browser_for, open_account
from tests.backend.live_desk.people import Person, a_person

PLACE = f"410000/410100/{JINSHUI}"
ERQI = "410000/410100/410103"
ROUND_THE_CLOCK = {f"from-{day}": ["00:00", "12:00"] for day in DAYS} | {
    f"to-{day}": ["12:00", "00:00"] for day in DAYS
}


@pytest.fixture
def services(app: FastAPI) -> Services:
    result: Services = app.state.services
    return result


async def staff_id(database: Database, username: str) -> UUID:
    async with database.transaction() as session:
        staff = await find_staff(session, username)
    assert staff is not None
    return staff.id


@pytest.fixture
async def li(app: FastAPI, database: Database) -> AsyncIterator[Browser]:
    """Works for the city, so every county of it is theirs."""
    async with database.transaction() as session:
        await open_account(session, "li", Role.county_staff, "410100-NF")
    browser = browser_for(app)
    await browser.sign_in("li")
    yield browser
    await browser.http.aclose()


@pytest.fixture
async def li_page(li: Browser, database: Database) -> str:
    return f"/desk/team/{await staff_id(database, 'li')}"


def revision(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found is not None
    return found[1]


async def arranges(browser: Browser, page: str, **fields: Any) -> httpx.Response:
    """As the form is sent: everything on it, changed where one changed it."""
    opened = (await browser.opens(page)).text
    sent = {"capacity": "5", "places": "all", "trades": "all", "week": ""}
    return await browser.sends(page, **(sent | {"revision": revision(opened)} | fields))


async def comes_on_duty(browser: Browser) -> None:
    await browser.opens("/conversations")
    await browser.sends("/desk/duty", on=1)


async def asks(internal: httpx.AsyncClient, database: Database, count: int = 1) -> list[Person]:
    people = [await a_person(internal, database) for _ in range(count)]
    for each in people:
        await each.asks_for_a_person()
    return people


async def given(services: Services, database: Database) -> int:
    """How many have somebody after the worker's round."""
    await jobs.give_out_conversations(services)
    async with database.transaction() as session:
        rows = await session.scalars(select(DeskConversation.staff_id))
        return len([each for each in rows if each is not None])


def on_weekday(days_from_now: int) -> int:
    return (utc_now().astimezone(CHINA) + timedelta(days=days_from_now)).weekday()


async def test_outside_their_shift_nobody_is_given_to_them_and_within_it_they_are(
    city: Browser,
    li: Browser,
    li_page: str,
    services: Services,
    database: Database,
    internal: httpx.AsyncClient,
) -> None:
    day = on_weekday(3)
    saved = await arranges(city, li_page, **{f"from-{day}": ["09:00"], f"to-{day}": ["12:00"]})
    assert "存好了" in (await city.opens(saved.headers["location"])).text
    await comes_on_duty(li)
    assert "值班中，没到班" in (await li.opens("/desk/duty")).text
    await asks(internal, database)
    assert await given(services, database) == 0
    await arranges(city, li_page, **ROUND_THE_CLOCK)
    assert await given(services, database) == 1
    assert "没到班" not in (await li.opens("/desk/duty")).text


async def test_a_county_not_among_theirs_is_not_given_to_them(
    city: Browser,
    li: Browser,
    li_page: str,
    services: Services,
    database: Database,
    internal: httpx.AsyncClient,
) -> None:
    await arranges(city, li_page, places="some", place=[ERQI])
    await comes_on_duty(li)
    await asks(internal, database)
    assert await given(services, database) == 0
    await arranges(city, li_page, places="some", place=[ERQI, PLACE])
    assert await given(services, database) == 1


async def test_a_capacity_of_one_gets_one(
    city: Browser,
    li: Browser,
    li_page: str,
    services: Services,
    database: Database,
    internal: httpx.AsyncClient,
) -> None:
    await arranges(city, li_page, capacity="1")
    await comes_on_duty(li)
    await asks(internal, database, 3)
    assert await given(services, database) == 1
    assert "1 / 1" in (await city.opens("/desk/team")).text
    assert "手上满了" in (await city.opens("/desk/team")).text
    await arranges(city, li_page, capacity="2")
    assert await given(services, database) == 2


async def test_a_trade_not_told_goes_to_who_takes_it(
    city: Browser,
    li: Browser,
    li_page: str,
    services: Services,
    database: Database,
    internal: httpx.AsyncClient,
) -> None:
    await arranges(city, li_page, trades="some", trade=["truck"])
    await comes_on_duty(li)
    await asks(internal, database)
    assert await given(services, database) == 0
    await arranges(city, li_page, trades="some", trade=["truck", "unknown"])
    assert await given(services, database) == 1


async def test_a_week_off_gives_them_nobody_and_the_usual_week_comes_back_with_one_press(
    city: Browser,
    li: Browser,
    li_page: str,
    services: Services,
    database: Database,
    internal: httpx.AsyncClient,
) -> None:
    await arranges(city, li_page, **ROUND_THE_CLOCK)
    today = utc_now().astimezone(CHINA).date()
    weeks = {monday_of(today + timedelta(days=each)) for each in (-1, 0, 1)}
    for monday in weeks:
        await arranges(city, f"{li_page}?week={monday}", week=str(monday))
    page = (await city.opens(f"{li_page}?week={monday_of(today)}")).text
    assert "这一周单独排过" in page
    await comes_on_duty(li)
    await asks(internal, database)
    assert await given(services, database) == 0
    assert "不排班" in (await li.opens(f"{li_page}?week={monday_of(today)}")).text
    for monday in weeks:
        await arranges(city, f"{li_page}?week={monday}", week=str(monday), usual="1")
    assert await given(services, database) == 1


async def test_every_change_is_audited_once_with_what_it_was(
    city: Browser, li_page: str, database: Database
) -> None:
    await arranges(
        city, li_page, capacity="3", places="some", place=[PLACE],
        **{"from-0": ["9:00", "22:00"], "to-0": ["12:00", "06:00"]},
    )  # fmt: skip
    same = await arranges(
        city, li_page, capacity="3", places="some", place=[PLACE],
        **{"from-0": ["09:00", "22:00"], "to-0": ["12:00", "06:00"]},
    )  # fmt: skip
    assert "没有变化" in (await city.opens(same.headers["location"])).text
    async with database.transaction() as session:
        entries = (
            await session.scalars(select(AuditEntry).where(AuditEntry.action == "duty_arranged"))
        ).all()
        administrator = await find_staff(session, "city_adm-410100-NF")
    assert administrator is not None
    assert [entry.actor_id for entry in entries] == [str(administrator.id)]
    assert entries[0].data == {
        "capacity": [5, 3],
        "places": [[], [PLACE]],
        "week": "every",
        "shifts": ["", "周一 9:00–12:00、22:00–次日 6:00"],
    }


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ({"capacity": "0"}, "请填 1 到 30 的整数"),
        ({"capacity": "31"}, "请填 1 到 30 的整数"),
        ({"capacity": "五"}, "请填 1 到 30 的整数"),
        ({"capacity": ""}, "请填 1 到 30 的整数"),
        ({"places": "some"}, "至少选一个县"),
        ({"trades": "some"}, "至少选一个行业"),
        ({"from-1": ["18:00"], "to-1": ["09:00"]}, "结束早于开始"),
        ({"from-1": ["09:00", "11:00"], "to-1": ["12:00", "13:00"]}, "重叠"),
        ({"from-1": ["09:00"], "to-1": [""]}, "没填全"),
        ({"from-1": ["25:00"], "to-1": ["26:00"]}, "没填全"),
        ({"from-1": ["09:00"], "to-1": ["09:00"]}, "同一时刻"),
        (
            {"from-1": [f"0{n}:00" for n in range(5)], "to-1": [f"0{n}:30" for n in range(5)]},
            "最多",
        ),
    ],
)
async def test_edge_what_cannot_be_kept_comes_back_with_advice_and_nothing_lost(
    city: Browser, li_page: str, fields: dict[str, Any], advice: str
) -> None:
    filled = {"capacity": "7", "from-4": ["13:15"], "to-4": ["16:45"]} | fields
    answer = await arranges(city, li_page, **filled)
    assert answer.status_code == 422
    assert advice in answer.text
    assert 'value="13:15"' in answer.text
    assert f'value="{filled["capacity"]}"' in answer.text
    assert "最多 5 个" in answer.text or "0 / 5" in answer.text  # what is kept is as it was


async def test_of_two_who_change_it_the_second_hears_what_the_first_did_and_loses_nothing(
    city: Browser, province: Browser, li_page: str
) -> None:
    opened = revision((await province.opens(li_page)).text)
    await arranges(city, li_page, capacity="2")
    late = await arranges(
        province, li_page, capacity="9", revision=opened, **{"from-2": ["08:00"], "to-2": ["11:00"]}
    )
    assert late.status_code == 409
    assert "测试city_adm-410100-NF刚改过" in late.text
    assert "现在是「2 个」，您填的是「9 个」" in late.text
    assert 'value="08:00"' in late.text
    again = await province.sends(
        li_page, capacity="9", places="all", trades="all", week="", revision=revision(late.text),
        **{"from-2": ["08:00"], "to-2": ["11:00"]},
    )  # fmt: skip
    assert again.status_code == 303
    assert "0 / 9" in (await city.opens("/desk/team")).text


async def test_edge_of_two_at_the_very_same_moment_one_is_kept_and_one_is_asked(
    city: Browser, province: Browser, li_page: str
) -> None:
    both = await asyncio.gather(
        arranges(city, li_page, capacity="2", revision="0"),
        arranges(province, li_page, capacity="9", revision="0"),
    )
    assert sorted(answer.status_code for answer in both) == [303, 409]


async def test_without_scripts_every_day_offers_one_more_row(city: Browser, li_page: str) -> None:
    await arranges(city, li_page, **{"from-0": ["09:00"], "to-0": ["12:00"]})
    page = (await city.opens(li_page)).text
    form = page[: page.index("<template")]
    assert [form.count(f'name="from-{day}"') for day in DAYS] == [2, 1, 1, 1, 1, 1, 1]


async def test_many_colleagues_are_turned_by_pages_and_found_by_name(
    province: Browser, database: Database
) -> None:
    async with database.transaction() as session:
        for each in range(32):
            await open_account(session, f"c{each:02}", Role.county_staff, "410105-NF")
    first = (await province.opens("/desk/team")).text
    second = (await province.opens("/desk/team?page=2")).text
    assert "第 1 / 2 页" in first
    assert "测试c31" not in first
    assert "测试c31" in second
    assert "测试c31" in (await province.opens("/desk/team?q=C31")).text


async def test_what_a_colleague_holds_is_a_press_away(
    city: Browser,
    li: Browser,
    li_page: str,
    services: Services,
    database: Database,
    internal: httpx.AsyncClient,
) -> None:
    await comes_on_duty(li)
    person = (await asks(internal, database))[0]
    assert await given(services, database) == 1
    assert f"{li_page}#holding" in (await city.opens("/desk/team")).text
    assert f"/conversations/{person.id}" in (await city.opens(li_page)).text


async def test_colleagues_see_their_own_and_change_nothing(
    li: Browser, county: Browser, city: Browser, li_page: str, database: Database
) -> None:
    await arranges(city, li_page, capacity="4", trades="some", trade=["truck"])
    page = (await li.opens(li_page)).text
    assert "最多 4 个" in page
    assert "货车" in page
    assert "存下" not in page
    assert (await li.sends(li_page, capacity="9", revision="1")).status_code == 403
    mine = (await li.opens("/desk/team")).text
    assert "测试li" in mine
    assert "410105" not in mine
    assert (await county.opens(li_page)).status_code == 404


async def test_nobody_arranges_who_works_elsewhere_or_above(
    city: Browser, province: Browser, database: Database
) -> None:
    async with database.transaction() as session:
        await open_account(session, "far", Role.county_staff, "410202-NF")
    far = f"/desk/team/{await staff_id(database, 'far')}"
    boss = f"/desk/team/{await staff_id(database, 'province-410000-GU')}"
    await city.opens("/desk/team")
    for page in (far, boss):
        assert (await city.opens(page)).status_code == 404
        assert (await city.sends(page, capacity="9", revision="0")).status_code == 404
    assert "测试far" in (await province.opens("/desk/team?q=far")).text
    assert "测试far" not in (await city.opens("/desk/team")).text


async def test_edge_a_place_beyond_their_reach_is_refused(
    city: Browser, county: Browser, database: Database
) -> None:
    jinshui = f"/desk/team/{await staff_id(database, 'county_s-410105-NF')}"
    answer = await arranges(city, jinshui, places="some", place=[ERQI])
    assert answer.status_code == 422
    answer = await arranges(city, jinshui, trades="some", trade=["pirate"])
    assert answer.status_code == 422


async def test_arranging_somebody_does_not_make_them_seem_present(
    city: Browser, li: Browser, li_page: str
) -> None:
    await arranges(city, li_page, capacity="2")
    assert "不在值班" in (await city.opens(li_page)).text


async def test_the_week_shows_shifts_by_day_and_what_differs(
    city: Browser, li: Browser, li_page: str
) -> None:
    await arranges(city, li_page, **{"from-0": ["09:00"], "to-0": ["12:00"]})
    monday = monday_of(date(2026, 11, 25))
    await arranges(
        city, f"{li_page}?week={monday}", week=str(monday),
        **{"from-0": ["14:00"], "to-0": ["17:30"]},
    )  # fmt: skip
    assert "14:00–17:30" in (await city.opens(f"/desk/team?week={monday}")).text
    after = monday + timedelta(days=7)
    page = (await city.opens(f"/desk/team?week={after}")).text
    assert "9:00–12:00" in page
    assert "14:00–17:30" not in page


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31", "soon"])
async def test_a_week_at_the_end_of_time_is_refused_and_nothing_breaks(
    city: Browser, li_page: str, week: str
) -> None:
    for page in ("/desk/team", li_page):
        assert (await city.opens(f"{page}?week={week}")).status_code == 422
    assert (await arranges(city, li_page, week=week)).status_code == 422
