"""The year is seen by everybody; the province changes days, a city its hours, each with a reason."""

import re
from datetime import date, time

import pytest
from sqlalchemy import select

from backend.console.year_view import Mark, cell_of, months_of, spans_of
from backend.database import Database
from backend.privacy.models import AuditEntry
from backend.seeds.work_days import seed_work_days
from backend.working_time.models import WorkHours
from backend.working_time.service import calendar_for
from tests.backend.desk import Browser

OFF = Mark(is_working=False, name="国庆节")
MARKS = {date(2026, 10, day): OFF for day in range(1, 8)} | {
    date(2026, 10, 10): Mark(is_working=True, name="国庆节调休"),
    date(2026, 12, 1): Mark(is_working=True, name=""),
}


@pytest.fixture(autouse=True)
async def _seeded(database: Database) -> None:
    async with database.transaction() as session:
        await seed_work_days(session)


def test_a_month_shows_holidays_worked_weekends_and_what_was_taken_back() -> None:
    october = months_of(2026, MARKS)[9]
    cells = {cell.day.day: cell.kind for week in october.weeks for cell in week if cell}
    assert len(cells) == 31
    assert (cells[1], cells[8], cells[10], cells[11]) == (
        *("holiday", "workday", "worked", "weekend"),
    )
    assert cell_of(date(2026, 12, 1), MARKS).kind == "workday"


def test_days_in_a_row_are_read_as_a_notice_writes_them() -> None:
    assert [(span.name, span.words) for span in spans_of(MARKS)] == [
        ("国庆节", "10月1日至10月7日，7 天"),
        ("国庆节调休", "10月10日"),
    ]


async def test_everybody_sees_the_year_and_only_the_province_may_change_a_day(
    county: Browser, province: Browser
) -> None:
    page = (await county.opens("/calendar?year=2026")).text
    assert "10月1日至10月7日，7 天" in page
    assert "正式安排" in page
    assert "改这一天" not in (await county.opens("/calendar?day=2026-10-08")).text
    assert "改这一天" in (await province.opens("/calendar?day=2026-10-08")).text


async def test_a_changed_day_counts_for_limits_and_its_reason_is_kept(
    province: Browser, database: Database
) -> None:
    await province.opens("/calendar?day=2026-10-08")
    fields = {"day": "2026-10-08", "kind": "holiday", "name": "国庆节", "reason": "省里通知"}
    answer = await province.sends("/calendar/days", **fields)
    assert "改好了" in (await province.opens(answer.headers["location"])).text
    async with database.transaction() as session:
        calendar = await calendar_for(session, "410000/410100")
        entry = await session.scalar(select(AuditEntry).where(AuditEntry.action == "work_day_set"))
    assert not calendar.is_working_day(date(2026, 10, 8))
    assert entry is not None
    assert entry.data["reason"] == "省里通知"
    assert "测试province" in (await province.opens("/calendar?day=2026-10-08")).text


async def test_a_day_made_ordinary_again_is_a_working_day(
    province: Browser, database: Database
) -> None:
    await province.opens("/calendar?day=2026-10-07")
    await province.sends("/calendar/days", day="2026-10-07", kind="ordinary", reason="改了")
    async with database.transaction() as session:
        assert (await calendar_for(session, "410000")).is_working_day(date(2026, 10, 7))


async def test_without_a_reason_or_a_name_nothing_changes_and_nothing_is_typed_twice(
    province: Browser,
) -> None:
    await province.opens("/calendar?day=2026-10-08")
    for fields in ({"name": "国庆补休"}, {"reason": "省里通知"}):
        answer = await province.sends("/calendar/days", day="2026-10-08", kind="holiday", **fields)
        assert answer.status_code == 422
        assert "没有改" in answer.text
        assert f'value="{next(iter(fields.values()))}"' in answer.text
        assert re.search(r'value="holiday" required checked', answer.text)


async def test_a_city_changes_no_holiday(city: Browser) -> None:
    await city.opens("/calendar")
    fields = {"day": "2026-10-08", "kind": "holiday", "name": "国庆节", "reason": "通知"}
    assert (await city.sends("/calendar/days", **fields)).status_code == 403
    assert (await city.sends("/calendar/confirm", year=2027, reason="看过")).status_code == 403


async def test_a_year_once_confirmed_is_warned_of_no_more(province: Browser) -> None:
    assert "还没有调休" in (await province.opens("/calendar?year=2027")).text
    await province.sends("/calendar/confirm", year=2027, reason="国办发明电")
    page = (await province.opens("/calendar?year=2027")).text
    assert "正式安排" in page
    assert "还没有调休" not in page
    assert "2027 年的放假安排" not in (await province.opens("/")).text


async def test_a_city_sets_its_hours_with_a_lunch_break_and_takes_them_back(
    city: Browser, database: Database
) -> None:
    place = "410000/410100"
    await city.opens(f"/calendar/hours?place={place}")
    answer = await city.sends(
        "/calendar/hours", place=place, opens=["08:30", "15:00"], closes=["12:00", "18:00"],
        reason="夏季作息",
    )  # fmt: skip
    page = (await city.opens(answer.headers["location"])).text
    assert "08:30–12:00、15:00–18:00" in page
    async with database.transaction() as session:
        rows = (await session.scalars(select(WorkHours).order_by(WorkHours.opens))).all()
        jinshui = await calendar_for(session, f"{place}/410105")
    assert [(row.opens, row.closes) for row in rows] == [
        (time(8, 30), time(12)),
        (time(15), time(18)),
    ]
    assert jinshui.spans[0] == (time(8, 30), time(12))
    await city.sends("/calendar/hours/inherit", place=place, reason="夏天过了")
    assert "09:00–12:00、14:00–17:30" in (await city.opens(f"/calendar/hours?place={place}")).text


async def test_a_day_without_lunch_break_is_one_interval(city: Browser) -> None:
    place = "410000/410100/410105"
    await city.opens("/calendar/hours")
    await city.sends(
        "/calendar/hours", place=place, opens=["09:00", ""], closes=["17:00", ""], reason="弹性"
    )
    assert "09:00–17:00" in (await city.opens(f"/calendar/hours?place={place}")).text


async def test_a_day_may_have_four_intervals(city: Browser, database: Database) -> None:
    await city.opens("/calendar/hours")
    opens, closes = ["8", "10:30", "14:00", "16:30"], ["10", "12：00", "1600", "18:30"]
    await city.sends(
        "/calendar/hours", place="410000/410100", opens=opens, closes=closes, reason="两次工间操"
    )
    async with database.transaction() as session:
        rows = (await session.scalars(select(WorkHours).order_by(WorkHours.opens))).all()
    assert [(row.opens, row.closes) for row in rows] == [
        (time(8), time(10)),
        (time(10, 30), time(12)),
        (time(14), time(16)),
        (time(16, 30), time(18, 30)),
    ]


@pytest.mark.parametrize(
    ("opens", "closes", "advice"),
    [
        (["12:00"], ["09:00"], "早于"),
        (["late"], ["12:00"], "都要填"),
        (["09:00"], [""], "都要填"),
        ([""], [""], "都要填"),
        (["09:00", "11:00"], ["12:00", "17:00"], "后一段"),
        ([f"{n}:00" for n in range(5)], [f"{n}:30" for n in range(5)], "最多 4 段"),
    ],
)
async def test_edge_hours_that_make_no_day_are_refused_with_advice_and_nothing_is_lost(
    city: Browser, database: Database, opens: list[str], closes: list[str], advice: str
) -> None:
    await city.opens("/calendar/hours")
    answer = await city.sends(
        "/calendar/hours", place="410000/410100", opens=opens, closes=closes, reason="试试看"
    )
    assert answer.status_code == 422
    assert "没有改" in answer.text
    assert advice in answer.text
    assert 'value="试试看"' in answer.text
    assert all(f'value="{said}"' in answer.text for said in opens)
    async with database.transaction() as session:
        assert (await session.scalars(select(WorkHours))).all() == []


async def test_hours_elsewhere_are_not_theirs_to_set(city: Browser, county: Browser) -> None:
    for browser, place in ((city, "410000/410200"), (county, "410000/410100/410105")):
        await browser.opens("/calendar/hours")
        answer = await browser.sends(
            "/calendar/hours", place=place, opens=["09:00"], closes=["17:00"], reason="试试"
        )  # fmt: skip
        assert answer.status_code == 403
