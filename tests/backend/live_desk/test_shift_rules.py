"""A week makes sense or says where it does not; nights, weeks off and nothing planned at all."""

from datetime import date, datetime, time
from uuid import uuid4

import pytest

from backend.desk.shift_rules import Roster, Shift, Trouble, monday_of, troubles, week_in_words
from backend.desk.team_rules import UNKNOWN_TRADE, may_arrange, takes_place, takes_trade
from backend.staff.roles import Role
from backend.staff.rules import Binding
from backend.working_time.rules import CHINA

MONDAY = date(2026, 11, 23)
MORNING, AFTERNOON = Shift(0, time(9), time(12)), Shift(0, time(14), time(17, 30))
NIGHT = Shift(6, time(22), time(6))
CITY, JINSHUI, ERQI = "410000/410100", "410000/410100/410105", "410000/410100/410103"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


def test_several_shifts_a_day_are_fine_and_so_is_one_right_after_the_other() -> None:
    assert troubles([MORNING, AFTERNOON, Shift(0, time(12), time(14))], repeats=True) == {}


@pytest.mark.parametrize(
    ("shifts", "found"),
    [
        ([MORNING, Shift(0, time(11, 59), time(13))], {0: Trouble.overlap}),
        ([Shift(2, time(9), time(9))], {2: Trouble.no_length}),
        ([Shift(1, time(18), time(9))], {1: Trouble.too_long}),
        ([Shift(4, time(h), time(h, 30)) for h in range(5)], {4: Trouble.too_many}),
        ([Shift(0, time(22), time(6)), Shift(1, time(5), time(9))], {1: Trouble.overlap}),
        ([NIGHT, Shift(0, time(5), time(9))], {0: Trouble.overlap}),
    ],
)
def test_edge_what_makes_no_week_is_named_on_its_day(
    shifts: list[Shift], found: dict[int, Trouble]
) -> None:
    assert troubles(shifts, repeats=True) == found


def test_edge_the_monday_before_a_sunday_night_is_another_week() -> None:
    assert troubles([NIGHT, Shift(0, time(5), time(9))], repeats=False) == {}


def test_a_shift_begins_on_the_minute_and_is_over_on_the_minute() -> None:
    roster = Roster((MORNING, AFTERNOON))
    held = [roster.is_on(each) for each in (at(23, 8, 59), at(23, 9), at(23, 11, 59), at(23, 12))]
    assert held == [False, True, True, False]
    assert roster.is_on(at(23, 14))
    assert not roster.is_on(at(24, 10))


def test_a_night_runs_into_the_next_day_and_the_next_week() -> None:
    roster = Roster((NIGHT,))
    assert roster.is_on(at(22, 23))
    assert roster.is_on(at(23, 5, 59))
    assert not roster.is_on(at(23, 6))
    # Even into a week that is off.
    assert Roster((NIGHT,), {MONDAY: ()}).is_on(at(23, 5))


def test_until_midnight_is_written_as_zero() -> None:
    evening = Shift(0, time(18), time(0))
    assert Roster((evening,)).is_on(at(23, 23, 59))
    assert not Roster((evening,)).is_on(at(24, 0))
    assert evening.in_words() == "18:00–24:00"


def test_a_week_of_its_own_takes_the_place_of_the_usual_one() -> None:
    roster = Roster((MORNING,), {MONDAY: (AFTERNOON,)})
    assert not roster.is_on(at(23, 10))
    assert roster.is_on(at(23, 15))
    assert roster.is_on(at(30, 10))


def test_who_has_no_shifts_is_there_whenever_they_say_so() -> None:
    assert Roster().is_on(at(23, 3))
    assert Roster().week(MONDAY) is None
    assert not Roster(weeks={MONDAY: ()}).is_on(at(23, 10))


def test_a_week_is_read_as_it_is_said() -> None:
    assert week_in_words([AFTERNOON, NIGHT, MORNING]) == (
        "周一 9:00–12:00、14:00–17:30；周日 22:00–次日 6:00"
    )
    assert monday_of(date(2026, 11, 29)) == MONDAY


def test_a_county_not_chosen_is_not_taken_and_no_county_is_taken_by_all() -> None:
    assert takes_place(frozenset(), JINSHUI)
    assert takes_place({JINSHUI}, JINSHUI)
    assert not takes_place({ERQI}, JINSHUI)
    assert takes_place({CITY}, JINSHUI)
    assert takes_place({ERQI}, CITY)


def test_a_trade_nobody_told_is_taken_by_who_takes_all_or_says_so() -> None:
    assert takes_trade(frozenset(), None)
    assert not takes_trade({"truck"}, None)
    assert takes_trade({"truck", UNKNOWN_TRADE}, None)


def binding(role: Role, path: str) -> Binding:
    return Binding(role, uuid4(), path)


def test_only_an_administrator_above_all_their_places_arranges_somebody() -> None:
    city = [binding(Role.city_administrator, CITY)]
    here, elsewhere = (
        binding(Role.county_staff, JINSHUI),
        binding(Role.county_staff, "410000/410200"),
    )
    assert may_arrange(city, [here])
    assert not may_arrange(city, [here, elsewhere])
    assert not may_arrange([here], [here])
    assert not may_arrange(city, [])
    assert may_arrange([binding(Role.province_administrator, "410000")], [here, elsewhere])
