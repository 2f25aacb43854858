"""A year as months of weeks, holidays and worked weekends marked; the spans they make. No I/O here."""

from calendar import Calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from backend.working_time.rules import is_weekday

_DAY = timedelta(days=1)
_MONDAY_FIRST = Calendar(firstweekday=0)


@dataclass(frozen=True)
class Mark:
    """What the table says of a day; `name` is empty where somebody made it ordinary again."""

    is_working: bool
    name: str


@dataclass(frozen=True)
class Cell:
    """`kind` is workday, weekend, holiday or worked; 休 and 班 say the last two without color."""

    day: date
    kind: str
    name: str = ""

    @property
    def sign(self) -> str:
        return {"holiday": "休", "worked": "班"}.get(self.kind, "")


@dataclass(frozen=True)
class Month:
    number: int
    weeks: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True)
class DaySpan:
    """Days in a row of one name and kind, as a notice writes them."""

    name: str
    is_working: bool
    first: date
    last: date

    @property
    def words(self) -> str:
        first = f"{self.first.month}月{self.first.day}日"
        if self.first == self.last:
            return first
        last = f"{self.last.month}月{self.last.day}日"
        return f"{first}至{last}，{(self.last - self.first).days + 1} 天"


def months_of(year: int, marks: Mapping[date, Mark]) -> list[Month]:
    return [
        Month(
            month,
            tuple(
                tuple(cell_of(day, marks) if day.month == month else None for day in week)
                for week in _MONDAY_FIRST.monthdatescalendar(year, month)
            ),
        )
        for month in range(1, 13)
    ]


def cell_of(day: date, marks: Mapping[date, Mark]) -> Cell:
    mark = marks.get(day)
    if mark is None or not mark.name:
        return Cell(day, "workday" if is_weekday(day) else "weekend")
    return Cell(day, "worked" if mark.is_working else "holiday", mark.name)


def spans_of(marks: Mapping[date, Mark]) -> list[DaySpan]:
    """In the order of the year."""
    named = [(day, mark) for day, mark in sorted(marks.items()) if mark.name]
    return [
        DaySpan(run[0][1].name, run[0][1].is_working, run[0][0], run[-1][0]) for run in _runs(named)
    ]


def _runs(named: Iterable[tuple[date, Mark]]) -> list[list[tuple[date, Mark]]]:
    days = list(named)
    runs = [[one] for one in days[:1]]
    for (before, mark), (day, next_mark) in pairwise(days):
        if day - before == _DAY and mark == next_mark:
            runs[-1].append((day, next_mark))
        else:
            runs.append([(day, next_mark)])
    return runs
