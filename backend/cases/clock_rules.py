"""Which limits run, pause and end when something happens to a case (domain §3.5). No I/O here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol

from backend.cases.kinds import CaseClass, ClockKind, EventKind
from backend.contracts.cases import CaseKind, IntakeField
from backend.working_time.rules import CHINA

_C, _E = ClockKind, EventKind

URGENT_ON_DUTY: Final = timedelta(minutes=30)
URGENT_OFF_DUTY: Final = timedelta(hours=2)
HANDLING_DAYS: Final = {
    CaseClass.advice: 1,
    CaseClass.ordinary: 5,
    CaseClass.difficult: 15,
    CaseClass.very_complex: 30,
}
_WORKING_DAYS: Final = {
    _C.first_answer: 1,
    _C.verification: 5,
    _C.follow_up: 1,
    _C.closing: 3,
    _C.referral_acceptance: 2,
    _C.inspection_filing: 5,
    _C.inspection: 60,
}
_CALENDAR_DAYS: Final = {_C.legal_aid_decision: 7, _C.legal_aid_assignment: 3, _C.mediation: 15}
# Once, with a reason, before the limit has passed; handling again by what its class allows.
EXTENSION_DAYS: Final = {_C.verification: 5, _C.mediation: 15, _C.inspection: 30}

# The worker's own deadlines: they warn, but nobody of ours misses them.
OF_THE_WORKER: Final = frozenset(
    {_C.arbitration_limit, _C.inspection_limit, _C.injury_employer_limit, _C.injury_worker_limit}
)
PAUSABLE: Final = frozenset({_C.verification, _C.handling})
_WARN_DAYS_BEFORE: Final = (60, 30, 7)
_WARN_AT: Final = 0.8

# Working time after a missed limit until the union's administrators, the city, the province hear.
LADDER: Final = (timedelta(hours=4), timedelta(hours=6, minutes=30), timedelta(hours=13))
# Urgent ones climb by the clock on the wall.
URGENT_LADDER: Final = (timedelta(minutes=15),) * 3

_STOPS: Final[Mapping[EventKind, frozenset[ClockKind]]] = {
    _E.accepted: frozenset({_C.first_answer}),
    _E.verified: frozenset({_C.verification, _C.legal_aid_decision}),
    _E.referral_accepted: frozenset(
        {_C.referral_acceptance, _C.legal_aid_assignment, _C.inspection_filing}
    ),
    _E.referral_declined: frozenset({_C.referral_acceptance, _C.inspection_filing}),
    _E.handed_over: frozenset({_C.referral_acceptance}),
    _E.referral_given_up: frozenset({_C.mediation, _C.inspection, _C.waiting}),
    _E.started: frozenset({_C.legal_aid_assignment}),
    _E.resumed: frozenset({_C.waiting}),
    _E.resolved: frozenset(_C),
    _E.followed_up: frozenset({_C.follow_up}),
    _E.returned: frozenset({_C.follow_up, _C.closing}),
    _E.reopened: frozenset({_C.follow_up, _C.closing}),
    _E.closed: frozenset(_C),
    _E.withdrawn: frozenset(_C),
}


class Calendar(Protocol):
    """What `WorkCalendar` offers, as far as limits need it."""

    def is_open(self, at: datetime) -> bool: ...
    def add(self, at: datetime, working: timedelta) -> datetime: ...
    def add_days(self, at: datetime, days: int) -> datetime: ...
    def between(self, start: datetime, end: datetime) -> timedelta: ...


@dataclass(frozen=True)
class Matter:
    """What the limits of a case depend on; `to_service` is the kind of organization it went to."""

    kind: CaseKind
    case_class: CaseClass
    urgent: bool = False
    to_service: str | None = None
    is_verified: bool = False


def stopped_by(event: EventKind) -> frozenset[ClockKind]:
    return _STOPS.get(event, frozenset())


def started_by(event: EventKind, matter: Matter) -> tuple[ClockKind, ...]:
    """Limits that begin now; those the person's own dates set are `limits_of_the_worker`."""
    is_legal_aid = matter.kind is CaseKind.legal_aid
    is_inspection = matter.kind is CaseKind.wage_arrears and matter.to_service == "department"
    starts: dict[EventKind, list[ClockKind]] = {
        _E.received: [_C.first_answer],
        _E.accepted: [
            *([_C.verification] if matter.case_class is not CaseClass.advice else []),
            _C.handling,
            *([_C.legal_aid_decision] if is_legal_aid else []),
        ],
        _E.verified: [_C.legal_aid_assignment] if is_legal_aid else [],
        _E.referred: [
            _C.referral_acceptance,
            *([_C.inspection_filing] if is_inspection else []),
        ],
        _E.referral_accepted: [
            *([_C.mediation] if matter.to_service == "mediation" else []),
            *([_C.inspection] if is_inspection else []),
        ],
        _E.resolved: [_C.follow_up],
        _E.followed_up: [_C.closing],
        _E.returned: _again(matter),
        _E.reopened: _again(matter),
    }
    return tuple(starts.get(event, []))


def _again(matter: Matter) -> list[ClockKind]:
    must_verify = matter.case_class is not CaseClass.advice and not matter.is_verified
    return [_C.handling, *([_C.verification] if must_verify else [])]


def due_at(clock: ClockKind, matter: Matter, start: datetime, calendar: Calendar) -> datetime:
    """When a limit that begins at `start` ends."""
    if clock is _C.first_answer and matter.urgent:
        return start + (URGENT_ON_DUTY if calendar.is_open(start) else URGENT_OFF_DUTY)
    if clock is _C.handling:
        return calendar.add_days(start, HANDLING_DAYS[matter.case_class])
    if clock in _CALENDAR_DAYS:
        return end_of_day(start.astimezone(CHINA).date() + timedelta(days=_CALENDAR_DAYS[clock]))
    return calendar.add_days(start, _WORKING_DAYS[clock])


def end_of_day(day: date) -> datetime:
    return datetime.combine(day, time(23, 59), CHINA)


def warn_at(clock: ClockKind, start: datetime, due: datetime, calendar: Calendar) -> datetime:
    """After 80 % of the working time; of a limit that knows no working time, of the time."""
    if clock in OF_THE_WORKER:
        return next_warning(due, start) or due
    working = calendar.between(start, due)
    if is_by_the_wall(clock) or working <= timedelta(minutes=30):
        return start + (due - start) * _WARN_AT
    return min(calendar.add(start, working * _WARN_AT), due)


def is_by_the_wall(clock: ClockKind) -> bool:
    """Days count, not hours at work."""
    return clock in _CALENDAR_DAYS or clock in OF_THE_WORKER or clock is _C.waiting


def next_warning(due: datetime, after: datetime) -> datetime | None:
    """The worker's own limits warn 60, 30 and 7 days before."""
    moments = (due - timedelta(days=days) for days in _WARN_DAYS_BEFORE)
    return next((moment for moment in moments if moment > after), None)


def next_rung(
    clock: ClockKind, step: int, now: datetime, calendar: Calendar, *, urgent: bool
) -> datetime | None:
    """When the next one up hears of a missed limit; None at the top of the ladder."""
    if clock in OF_THE_WORKER or clock is _C.closing or step >= len(LADDER):
        return None
    if urgent and clock is _C.first_answer:
        return now + URGENT_LADDER[step]
    return calendar.add(now, LADDER[step])


def extension_days(clock: ClockKind, case_class: CaseClass) -> int | None:
    """None where no extension is foreseen."""
    if clock is _C.handling:
        return HANDLING_DAYS[case_class]
    return EXTENSION_DAYS.get(clock)


def extended(
    clock: ClockKind, due: datetime, case_class: CaseClass, calendar: Calendar
) -> datetime:
    days = extension_days(clock, case_class)
    assert days is not None
    if clock in _CALENDAR_DAYS:
        return end_of_day(due.astimezone(CHINA).date() + timedelta(days=days))
    return calendar.add_days(due, days)


def reclassified(
    start: datetime,
    due: datetime,
    old: CaseClass,
    new: CaseClass,
    now: datetime,
    calendar: Calendar,
) -> datetime:
    """More days are added to what is left; fewer never leave less than a working day."""
    more = HANDLING_DAYS[new] - HANDLING_DAYS[old]
    if more > 0:
        return calendar.add_days(due, more)
    fewer = calendar.add_days(start, HANDLING_DAYS[new])
    return min(due, max(fewer, calendar.add_days(now, 1)))


def limits_of_the_worker(kind: CaseKind, facts: Mapping[str, object]) -> dict[ClockKind, date]:
    """What the law sets from the person's own dates (L08); a date that is not known sets nothing."""
    happened = _day(facts, IntakeField.happened_on)
    if kind is CaseKind.work_injury and happened:
        return {
            _C.injury_employer_limit: happened + timedelta(days=30),
            _C.injury_worker_limit: _years_after(happened, 1),
        }
    limits: dict[ClockKind, date] = {}
    if since := _arbitration_since(kind, facts, happened):
        limits[_C.arbitration_limit] = _years_after(since, 1)
    left = _day(facts, IntakeField.left_on)
    if kind is CaseKind.wage_arrears and (since := left or _day(facts, IntakeField.last_paid)):
        limits[_C.inspection_limit] = _years_after(since, 2)
    return limits


def _arbitration_since(
    kind: CaseKind, facts: Mapping[str, object], happened: date | None
) -> date | None:
    """From leaving; for wages of whoever left at an unknown day, and for other disputes, from the harm."""
    if left := _day(facts, IntakeField.left_on):
        return left
    if kind in {CaseKind.legal_aid, CaseKind.platform_dispute}:
        return happened
    has_left = facts.get(IntakeField.still_working.value) is False
    return (_day(facts, IntakeField.last_paid) or happened) if has_left else None


def _day(facts: Mapping[str, object], field: IntakeField) -> date | None:
    try:
        return date.fromisoformat(str(facts.get(field.value) or ""))
    except ValueError:
        return None


def _years_after(day: date, years: int) -> date:
    """29 February has its anniversary on 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
