"""Weekly shifts: what makes a week, and whether somebody is on one now. No I/O here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from backend.working_time.rules import CHINA

DAYS = range(7)
MOST_A_DAY = 4
_MINUTE = timedelta(minutes=1)
_DAY_MINUTES = 24 * 60
# An end before the start is the next morning, unless that makes a shift nobody works.
LONGEST_NIGHT = timedelta(hours=12)


@dataclass(frozen=True, order=True)
class Shift:
    """`weekday` 0 is Monday; an end that is not after the start is on the next day."""

    weekday: int
    starts: time
    ends: time

    @property
    def crosses_midnight(self) -> bool:
        return time.min < self.ends <= self.starts

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=(_minutes(self.ends) - _minutes(self.starts)) % _DAY_MINUTES)

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Its beginning and end where it begins on this day."""
        start = datetime.combine(day, self.starts, CHINA)
        return start, start + self.length

    def in_words(self) -> str:
        """22:00–次日 6:00"""
        night = "次日 " if self.crosses_midnight else ""
        ends = "24:00" if self.ends == time.min else _clock(self.ends)
        return f"{_clock(self.starts)}–{night}{ends}"


class Trouble(StrEnum):
    half = "half"  # one end is missing, or is no time of day
    no_length = "no_length"
    too_long = "too_long"  # most often an end before the start
    overlap = "overlap"
    too_many = "too_many"


def troubles(shifts: Sequence[Shift], *, repeats: bool) -> dict[int, Trouble]:
    """What is wrong, by weekday. In a week that repeats, Sunday's night meets Monday's morning."""
    found = _overlaps(shifts, repeats=repeats)
    for day in DAYS:
        of_day = [shift for shift in shifts if shift.weekday == day]
        if len(of_day) > MOST_A_DAY:
            found[day] = Trouble.too_many
        if any(each.crosses_midnight and each.length > LONGEST_NIGHT for each in of_day):
            found[day] = Trouble.too_long
        if any(each.starts == each.ends for each in of_day):
            found[day] = Trouble.no_length
    return found


def _overlaps(shifts: Sequence[Shift], *, repeats: bool) -> dict[int, Trouble]:
    """Named on the day of the later one: it is the one that begins too early."""
    ordered = sorted(shifts)
    found = {
        later.weekday: Trouble.overlap
        for earlier, later in pairwise(ordered)
        if _start(earlier) + earlier.length // _MINUTE > _start(later)
    }
    if repeats and len(ordered) > 1:
        last, first = ordered[-1], ordered[0]
        if _start(last) + last.length // _MINUTE > _start(first) + 7 * _DAY_MINUTES:
            found[first.weekday] = Trouble.overlap
    return found


@dataclass(frozen=True)
class Roster:
    """The usual week, and weeks that differ from it, by their Monday."""

    usual: tuple[Shift, ...] = ()
    weeks: Mapping[date, tuple[Shift, ...]] = field(default_factory=dict)

    def week(self, monday: date) -> tuple[Shift, ...] | None:
        """None: nothing is planned, so the switch alone decides. Empty: a week off."""
        return self.weeks.get(monday, self.usual or None)

    def is_on(self, at: datetime) -> bool:
        """May be given somebody now, as far as shifts go; last night's may still run."""
        today = at.astimezone(CHINA).date()
        if self.week(monday_of(today)) is None:
            return True
        return any(
            start <= at < end
            for day in (today - timedelta(days=1), today)
            for shift in self.week(monday_of(day)) or ()
            if shift.weekday == day.weekday()
            for start, end in (shift.on(day),)
        )


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_in_words(shifts: Sequence[Shift]) -> str:
    """周一 9:00–12:00、14:00–17:30；周二 22:00–次日 6:00"""
    by_day = {
        day: "、".join(each.in_words() for each in sorted(shifts) if each.weekday == day)
        for day in DAYS
    }
    return "；".join(f"周{'一二三四五六日'[day]} {words}" for day, words in by_day.items() if words)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _start(shift: Shift) -> int:
    return shift.weekday * _DAY_MINUTES + _minutes(shift.starts)


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}"
