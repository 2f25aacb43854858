"""Working time: exact to the second, with lunch breaks, holidays and weekends worked instead (调休)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend.working_time import rules
from backend.working_time.rules import CHINA, Span, WorkCalendar
from tests.backend.working_time.calendars import calendars, china, moments

PLAIN = WorkCalendar()
# National Day 2026 as the State Council set it: off from the 1st to the 7th, Saturday the 10th worked.
OCTOBER = WorkCalendar(
    exceptions={date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}
)


lengths = st.timedeltas(timedelta(0), timedelta(hours=200))


@pytest.mark.parametrize(
    ("at", "is_open", "opening"),
    [
        (china(11, 23, 10), True, "今天 10:00"),
        (china(11, 23, 12, 30), False, "今天 14:00"),
        (china(11, 23, 22), False, "明天 9:00"),
        (china(11, 27, 18), False, "周一 9:00"),
    ],
)
def test_people_hear_when_somebody_is_back(at: datetime, is_open: bool, opening: str) -> None:
    assert PLAIN.is_open(at) is is_open
    assert PLAIN.spoken(PLAIN.next_opening(at), now=at) == opening


def test_after_a_long_holiday_people_hear_the_date() -> None:
    eve = china(9, 30, 18)
    assert OCTOBER.spoken(OCTOBER.next_opening(eve), now=eve) == "10月8日 9:00"


def test_a_saturday_worked_instead_is_a_working_day() -> None:
    assert OCTOBER.is_open(china(10, 10, 9))
    assert not PLAIN.is_open(china(10, 10, 9))


def test_working_days_skip_weekends_and_holidays() -> None:
    assert PLAIN.add_days(china(11, 27, 10), 1) == china(11, 30, 17, 30)
    assert OCTOBER.add_days(china(9, 30, 10), 1) == china(10, 8, 17, 30)
    assert OCTOBER.add_days(china(9, 30, 10), 3) == china(10, 10, 17, 30)


def test_a_day_is_the_persons_day_in_china_whatever_zone_the_clock_has() -> None:
    assert PLAIN.add_days(datetime(2026, 11, 22, 17, tzinfo=UTC), 1) == china(11, 24, 17, 30)


def test_half_an_hour_before_lunch_goes_on_after_it() -> None:
    assert PLAIN.add(china(11, 23, 11, 45), timedelta(minutes=30)) == china(11, 23, 14, 15)


def test_what_ends_with_the_day_ends_at_its_close_and_not_the_next_morning() -> None:
    assert PLAIN.add(china(11, 23, 9), timedelta(hours=6.5)) == china(11, 23, 17, 30)


def test_a_limit_over_national_day_stands_still_for_a_week() -> None:
    assert OCTOBER.add(china(9, 30, 17), timedelta(hours=1)) == china(10, 8, 9, 30)


def test_the_hours_are_said_as_people_say_them() -> None:
    assert PLAIN.hours_in_words() == "周一至周五 9:00–12:00、14:00–17:30"


@given(calendars, moments, lengths)
def test_counting_back_finds_what_was_added(
    calendar: WorkCalendar, at: datetime, working: timedelta
) -> None:
    assert calendar.between(at, calendar.add(at, working)) == working


@given(calendars, moments, moments)
def test_adding_what_lies_between_arrives_before_or_at_the_end_with_nothing_worked_after(
    calendar: WorkCalendar, start: datetime, end: datetime
) -> None:
    assume(start <= end)
    arrived = calendar.add(start, calendar.between(start, end))
    assert arrived <= end
    assert calendar.between(arrived, end) == timedelta(0)


@given(calendars, moments, lengths, lengths)
def test_a_longer_limit_never_ends_earlier(
    calendar: WorkCalendar, at: datetime, one: timedelta, other: timedelta
) -> None:
    short, long = sorted((one, other))
    assert calendar.add(at, short) <= calendar.add(at, long)
    assert calendar.add(calendar.add(at, short), long - short) == calendar.add(at, long)


@given(calendars, moments, moments, lengths)
def test_who_starts_later_never_ends_earlier(
    calendar: WorkCalendar, one: datetime, other: datetime, working: timedelta
) -> None:
    early, late = sorted((one, other))
    assert calendar.add(early, working) <= calendar.add(late, working)


@given(calendars, moments, moments, moments)
def test_working_time_adds_up_and_backwards_is_negative(
    calendar: WorkCalendar, a: datetime, b: datetime, c: datetime
) -> None:
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)
    assert calendar.between(a, b) == -calendar.between(b, a)


@given(calendars, moments)
def test_the_next_opening_is_open_and_nothing_is_worked_before_it(
    calendar: WorkCalendar, at: datetime
) -> None:
    opening = calendar.next_opening(at)
    assert opening >= at
    assert calendar.is_open(opening)
    assert calendar.between(at, opening) == timedelta(0)


@given(calendars, moments, st.integers(1, 30))
def test_that_many_working_days_are_really_worked(
    calendar: WorkCalendar, at: datetime, count: int
) -> None:
    end = calendar.add_days(at, count)
    first = at.astimezone(CHINA).date()
    counted = (end.date() - first).days
    worked = [calendar.is_working_day(first + timedelta(days=n + 1)) for n in range(counted)]
    assert sum(worked) == count
    assert worked[-1]


@pytest.mark.parametrize(
    "unfit",
    [
        (),
        ((time(9), time(9)),),
        ((time(12), time(9)),),
        ((time(9), time(13)), (time(12), time(17))),
        ((time(14), time(17)), (time(9), time(12))),
        tuple((time(hour), time(hour, 30)) for hour in range(9, 14)),
    ],
)
def test_hours_that_make_no_day_are_refused(unfit: tuple[Span, ...]) -> None:
    assert not rules.are_fit(unfit)
    with pytest.raises(ValueError, match="intervals"):
        WorkCalendar(spans=unfit)


def test_a_limit_runs_forward_and_is_a_day_at_least() -> None:
    with pytest.raises(ValueError, match="forward"):
        PLAIN.add(china(11, 23), timedelta(hours=-1))
    with pytest.raises(ValueError, match="at least"):
        PLAIN.add_days(china(11, 23), 0)


def test_the_narrowest_place_with_hours_wins() -> None:
    hours = {"410000": 1, "410000/410100": 2, "410000/410200": 3}
    assert rules.narrowest("410000/410100/410105", hours) == 2
    assert rules.narrowest("410000/410300/410302", hours) == 1
    assert rules.narrowest("410000", {"410000/410100": 2}) is None


@pytest.mark.parametrize(
    ("today", "known", "official", "warned"),
    [
        (date(2026, 9, 30), {2026}, {2026}, ()),
        (date(2026, 10, 1), {2026}, {2026}, (2027,)),
        (date(2026, 11, 24), {2026, 2027}, {2026}, (2027,)),
        (date(2026, 11, 24), {2026, 2027}, {2026, 2027}, ()),
        (date(2027, 1, 1), {2026}, {2026}, (2027,)),
        (date(2026, 12, 1), set(), set(), (2026, 2027)),
    ],
)
def test_a_year_that_is_missing_or_not_official_is_warned_of(
    today: date, known: set[int], official: set[int], warned: tuple[int, ...]
) -> None:
    assert rules.years_to_warn_of(today, known_years=known, official_years=official) == warned
