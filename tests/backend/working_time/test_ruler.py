"""A ruler says what the calendar says, only faster; in the database too."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from sqlalchemy import DateTime, String, cast, column, select, values
from sqlalchemy.ext.asyncio import AsyncSession

from backend.working_time.measuring import worked
from backend.working_time.ruler import Ruler
from backend.working_time.rules import WorkCalendar
from tests.backend.working_time.calendars import calendars, moments

START, END = datetime(2025, 12, 31, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


@given(calendars, moments, moments)
def test_it_measures_as_the_calendar_does(
    calendar: WorkCalendar, one: datetime, other: datetime
) -> None:
    laid = Ruler(calendar, min(one, other), max(one, other))
    assert laid.between(one, other) == calendar.between(one, other)
    assert Ruler(calendar, START, END).between(one, other) == calendar.between(one, other)


def test_before_its_start_nothing_was_worked() -> None:
    ruler = Ruler(WorkCalendar(), START, END)
    assert ruler.between(START - timedelta(days=9), START) == timedelta(0)


# By place: a plain week, nights and a short afternoon, a holiday with a Saturday worked instead, nobody ever.
_DAYS = [date(2026, 9, 20) + timedelta(days=n) for n in range(40)]
_HOLIDAY = dict.fromkeys(_DAYS[11:18], False) | {_DAYS[20]: True}
CALENDARS = {
    "p/plain": WorkCalendar(),
    "p/night": WorkCalendar(spans=((time(0), time(6)), (time(13, 1), time(13, 2)), (time(20), time(23, 59)))),
    "p/holiday": WorkCalendar(exceptions=_HOLIDAY),
    "p/never": WorkCalendar(exceptions=dict.fromkeys(_DAYS, False)),
}  # fmt: skip


async def test_the_database_measures_as_the_calendar_does(session: AsyncSession) -> None:
    first = datetime(2026, 9, 21, tzinfo=UTC)
    chance = random.Random(7)

    def moment() -> datetime:
        return first + timedelta(minutes=chance.randrange(30 * 24 * 60)) + _moment_of(chance)

    asked = [(chance.choice(list(CALENDARS)), moment(), moment()) for _ in range(600)]
    last = first + timedelta(days=31)
    rulers = {path: Ruler(calendar, first, last) for path, calendar in CALENDARS.items()}
    assert await _measured(session, rulers, asked) == [
        CALENDARS[path].between(start, end) for path, start, end in asked
    ]


async def test_nothing_is_measured_to_a_moment_that_has_not_come(session: AsyncSession) -> None:
    rulers = {"p": Ruler(WorkCalendar(), START, END)}
    assert await _measured(session, rulers, [("p", START, None)]) == [None]


def _moment_of(chance: random.Random) -> timedelta:
    """Often on the minute, where days open and close."""
    return timedelta(microseconds=chance.choice([0, 0, chance.randrange(60_000_000)]))


async def _measured(
    session: AsyncSession,
    rulers: dict[str, Ruler],
    asked: Sequence[tuple[str, datetime, datetime | None]],
) -> list[timedelta | None]:
    aware = DateTime(timezone=True)
    of = values(column("place", String), column("start", aware), column("end", aware), name="asked")
    row = of.data(list(asked)).c
    return list(
        await session.scalars(select(worked(rulers, row.place, row.start, cast(row.end, aware))))
    )
