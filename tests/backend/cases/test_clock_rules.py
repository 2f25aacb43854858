"""The limits of domain §3.5, in working time, to the minute."""

from datetime import date, datetime, timedelta

import pytest

from backend.cases import clock_rules as rules
from backend.cases.clock_rules import Matter
from backend.cases.kinds import CaseClass, ClockKind, EventKind
from backend.contracts.cases import CaseKind
from backend.working_time.rules import CHINA, WorkCalendar

C, E = ClockKind, EventKind
# A Thursday; the National Day holidays follow, and a Saturday is worked instead.
THURSDAY = datetime(2026, 9, 24, 10, 0, tzinfo=CHINA)
CALENDAR = WorkCalendar(
    exceptions={date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 9, 27): True}
)


def matter(kind: CaseKind = CaseKind.wage_arrears, **more: object) -> Matter:
    told: dict[str, object] = {"case_class": CaseClass.ordinary, **more}
    return Matter(kind, **told)  # type: ignore[arg-type]


def test_the_first_answer_is_due_at_the_end_of_the_next_working_day() -> None:
    due = rules.due_at(C.first_answer, matter(), THURSDAY, CALENDAR)
    assert due == datetime(2026, 9, 25, 17, 30, tzinfo=CHINA)


def test_l10_what_is_urgent_is_answered_in_half_an_hour_on_duty_and_two_hours_off() -> None:
    urgent = matter(urgent=True)
    assert rules.due_at(C.first_answer, urgent, THURSDAY, CALENDAR) - THURSDAY == timedelta(
        minutes=30
    )
    night = THURSDAY.replace(hour=23)
    assert rules.due_at(C.first_answer, urgent, night, CALENDAR) - night == timedelta(hours=2)


@pytest.mark.parametrize(
    ("case_class", "day"),
    [
        (CaseClass.advice, date(2026, 9, 25)),
        # Friday, the worked Sunday, Monday, Tuesday, Wednesday.
        (CaseClass.ordinary, date(2026, 9, 30)),
        (CaseClass.difficult, date(2026, 10, 21)),
        (CaseClass.very_complex, date(2026, 11, 11)),
    ],
)
def test_handling_takes_as_many_working_days_as_its_class_allows(
    case_class: CaseClass, day: date
) -> None:
    due = rules.due_at(C.handling, matter(case_class=case_class), THURSDAY, CALENDAR)
    assert due == datetime(day.year, day.month, day.day, 17, 30, tzinfo=CHINA)


def test_l07_legal_aid_counts_seven_days_and_then_three_whatever_the_calendar() -> None:
    aid = matter(CaseKind.legal_aid)
    assert C.legal_aid_decision in rules.started_by(E.accepted, aid)
    assert rules.started_by(E.verified, aid) == (C.legal_aid_assignment,)
    decision = rules.due_at(C.legal_aid_decision, aid, THURSDAY, CALENDAR)
    assert decision.date() == date(2026, 10, 1)
    assert rules.due_at(C.legal_aid_assignment, aid, decision, CALENDAR).date() == date(2026, 10, 4)


def test_l09_mediation_runs_fifteen_days_and_once_fifteen_more() -> None:
    case = matter(CaseKind.platform_dispute, to_service="mediation")
    assert rules.started_by(E.referral_accepted, case) == (C.mediation,)
    due = rules.due_at(C.mediation, case, THURSDAY, CALENDAR)
    assert due.date() == date(2026, 10, 9)
    longer = rules.extended(C.mediation, due, CaseClass.ordinary, CALENDAR)
    assert longer.date() == date(2026, 10, 24)


def test_l08_the_workers_own_limits_follow_from_their_dates() -> None:
    facts = {"left_on": "2026-03-01"}
    assert rules.limits_of_the_worker(CaseKind.wage_arrears, facts) == {
        C.arbitration_limit: date(2027, 3, 1),
        C.inspection_limit: date(2028, 3, 1),
    }
    hurt = rules.limits_of_the_worker(CaseKind.work_injury, {"happened_on": "2024-02-29"})
    assert hurt == {
        C.injury_employer_limit: date(2024, 3, 30),
        C.injury_worker_limit: date(2025, 2, 28),
    }
    assert rules.limits_of_the_worker(CaseKind.wage_arrears, {"left_on": "去年"}) == {}


def test_l08_the_workers_own_limits_warn_sixty_thirty_and_seven_days_before() -> None:
    due = rules.end_of_day(date(2027, 3, 1))
    warned, at = [], THURSDAY
    while (moment := rules.next_warning(due, at)) is not None:
        warned.append((due - moment).days)
        at = moment
    assert warned == [60, 30, 7]


def test_a_warning_comes_after_four_fifths_of_the_working_time() -> None:
    due = rules.due_at(C.handling, matter(), THURSDAY, CALENDAR)
    warned = rules.warn_at(C.handling, THURSDAY, due, CALENDAR)
    spent = CALENDAR.between(THURSDAY, warned)
    assert spent / CALENDAR.between(THURSDAY, due) == pytest.approx(0.8)
    assert CALENDAR.is_open(warned)


def test_fewer_days_never_leave_less_than_a_working_day() -> None:
    due = rules.due_at(C.handling, matter(case_class=CaseClass.difficult), THURSDAY, CALENDAR)
    late = datetime(2026, 10, 20, 9, 0, tzinfo=CHINA)
    cut = rules.reclassified(THURSDAY, due, CaseClass.difficult, CaseClass.advice, late, CALENDAR)
    assert cut == datetime(2026, 10, 21, 17, 30, tzinfo=CHINA)


def test_only_what_counts_working_time_pauses() -> None:
    assert not rules.PAUSABLE & rules.OF_THE_WORKER
    assert not any(rules.is_by_the_wall(clock) for clock in rules.PAUSABLE)


def test_the_ladder_ends_at_the_province_and_never_rings_for_the_archive() -> None:
    rungs = [
        rules.next_rung(C.handling, step, THURSDAY, CALENDAR, urgent=False) for step in range(4)
    ]
    assert None not in rungs[:3]
    assert rungs[3] is None
    assert rules.next_rung(C.closing, 0, THURSDAY, CALENDAR, urgent=False) is None
