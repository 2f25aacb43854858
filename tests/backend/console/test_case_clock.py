"""The clock chip counts working time where we owe something, and days where the law does."""

from datetime import datetime

import pytest

from backend.cases.kinds import ClockKind
from backend.cases.models import Case, CaseClock
from backend.console.case_clock import chip_of, limit_of
from backend.contracts.cases import CaseStatus
from backend.working_time.rules import CHINA, WorkCalendar

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)
CALENDAR = WorkCalendar()


def case(kind: ClockKind, due: datetime, *, urgent: bool = False) -> Case:
    return Case(next_due_kind=kind, next_due_at=due, urgent=urgent)


@pytest.mark.parametrize(
    ("due", "words", "level"),
    [
        (MONDAY.replace(day=24, hour=12), "核实 · 剩 1 天 3 小时", "calm"),
        (MONDAY.replace(hour=12), "核实 · 剩 3 小时", "soon"),
        (MONDAY.replace(hour=9, minute=20), "核实 · 剩 20 分钟", "soon"),
        (MONDAY.replace(day=20, hour=17, minute=30), "核实 · 超期 1 分钟", "late"),
        (MONDAY.replace(day=19, hour=17, minute=30), "核实 · 超期 1 天", "late"),
    ],
)
def test_s44_what_we_owe_is_counted_in_working_time(due: datetime, words: str, level: str) -> None:
    chip = chip_of(case(ClockKind.verification, due), MONDAY, CALENDAR)
    assert chip is not None
    assert (chip.words, chip.level) == (words, level)


def test_l10_an_urgent_first_answer_runs_at_night_too() -> None:
    night = MONDAY.replace(hour=23)
    due = MONDAY.replace(day=24, hour=1)
    urgent = chip_of(case(ClockKind.first_answer, due, urgent=True), night, CALENDAR)
    assert urgent is not None
    assert (urgent.words, urgent.is_law) == ("首次回应 · 剩 2 小时", False)


def test_l08_a_limit_of_the_law_is_counted_in_days() -> None:
    clock = CaseClock(
        kind=ClockKind.arbitration_limit, due_at=datetime(2027, 9, 1, 23, 59, tzinfo=CHINA)
    )
    limit = limit_of(Case(urgent=False), clock, MONDAY, CALENDAR)
    assert (limit.label, limit.words, limit.is_law) == ("仲裁时效", "剩 282 天", True)


def test_a_limit_that_stands_still_says_so() -> None:
    clock = CaseClock(
        kind=ClockKind.handling,
        due_at=MONDAY,
        paused_at=MONDAY,
        paused_left=int(CALENDAR.between(MONDAY, MONDAY.replace(day=25)).total_seconds()),
    )
    assert limit_of(Case(urgent=False), clock, MONDAY, CALENDAR).words == "暂停 · 剩 2 天"


def stands_still(kind: ClockKind, due: datetime) -> CaseClock:
    left = CALENDAR.between(MONDAY, due)
    return CaseClock(kind=kind, due_at=due, paused_at=MONDAY, paused_left=int(left.total_seconds()))


def test_one_that_was_missed_before_it_stood_still_says_by_how_much() -> None:
    clock = stands_still(ClockKind.handling, MONDAY.replace(day=19, hour=17, minute=30))
    assert limit_of(Case(urgent=False), clock, MONDAY, CALENDAR).words == "暂停 · 已超期 1 天"


def test_of_a_merged_case_ours_are_counted_where_it_went_and_the_laws_go_on() -> None:
    merged = Case(urgent=False, status=CaseStatus.merged)
    for kind in (ClockKind.handling, ClockKind.waiting, ClockKind.mediation):
        ours = limit_of(merged, stands_still(kind, MONDAY.replace(day=25)), MONDAY, CALENDAR)
        assert (ours.words, ours.level) == ("跟并入的那件一起算", "calm")
    due = datetime(2027, 9, 1, 23, 59, tzinfo=CHINA)
    law = limit_of(merged, stands_still(ClockKind.arbitration_limit, due), MONDAY, CALENDAR)
    assert (law.words, law.is_law) == ("剩 282 天", True)


def test_nothing_owed_shows_no_chip() -> None:
    assert chip_of(Case(next_due_at=None, next_due_kind=None), MONDAY, CALENDAR) is None
