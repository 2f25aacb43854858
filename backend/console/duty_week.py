"""A week of shifts as pages show it: seven days with their dates, what is planned, what is a holiday. No I/O here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backend.console.team_words import WEEKDAYS
from backend.desk.shift_rules import DAYS, Shift
from backend.working_time.rules import WorkCalendar, is_weekday

# Weeks anybody may ask for: dates have ends, and arithmetic falls over them.
FIRST_WEEK, LAST_WEEK = date(2020, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class Day:
    """`mark` is 休 on a holiday and 班 on a weekend worked instead."""

    weekday: int
    name: str
    day: date | None
    mark: str = ""
    is_today: bool = False

    @property
    def label(self) -> str:
        return f"{self.name} {self.day:%m-%d}" if self.day else self.name


def days_of(monday: date | None, calendar: WorkCalendar, today: date) -> list[Day]:
    """Of the usual week: no dates."""
    if monday is None:
        return [Day(day, WEEKDAYS[day], None) for day in DAYS]
    days = [monday + timedelta(days=each) for each in DAYS]
    return [
        Day(at, WEEKDAYS[at], day, _mark(calendar, day), day == today)
        for at, day in enumerate(days)
    ]


def words_by_day(shifts: Sequence[Shift]) -> list[list[str]]:
    return [[each.in_words() for each in shifts if each.weekday == day] for day in DAYS]


def _mark(calendar: WorkCalendar, day: date) -> str:
    is_working = calendar.is_working_day(day)
    if is_working == is_weekday(day):
        return ""
    return "班" if is_working else "休"
