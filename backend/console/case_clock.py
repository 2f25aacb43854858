"""The clock chip: what is due, and how much working time is left. 「核实 · 剩 1 天 3 小时」."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.cases.clock_rules import OF_THE_WORKER, is_by_the_wall
from backend.cases.kinds import ClockKind
from backend.cases.models import Case, CaseClock
from backend.console.case_words import CLOCK
from backend.contracts.cases import CaseStatus
from backend.working_time.rules import WorkCalendar

_ZERO, _HOUR, _MINUTE = timedelta(0), timedelta(hours=1), timedelta(minutes=1)
_WALL_DAY = timedelta(days=1)
_OURS = frozenset({ClockKind.first_answer, ClockKind.waiting})
# Further away than that nobody counts hours.
_HOURS_COUNT = 10


@dataclass(frozen=True)
class Chip:
    """`level` is late, soon or calm; the words say it too, never the color alone."""

    label: str
    words: str
    level: str
    due_at: datetime
    is_law: bool = False


def chip_of(case: Case, now: datetime, calendar: WorkCalendar) -> Chip | None:
    if case.next_due_at is None or case.next_due_kind is None:
        return None
    by_the_wall = _by_the_wall(case, case.next_due_kind)
    return _chip(case.next_due_kind, case.next_due_at, now, calendar, by_the_wall=by_the_wall)


def limit_of(case: Case, clock: CaseClock, now: datetime, calendar: WorkCalendar) -> Chip:
    # The law waits for nobody, whatever stands still with us.
    if clock.paused_at is not None and clock.kind not in OF_THE_WORKER:
        label = CLOCK.get(clock.kind, clock.kind)
        return Chip(label, _still(case, clock, calendar), "calm", clock.due_at)
    by_the_wall = _by_the_wall(case, clock.kind)
    return _chip(clock.kind, clock.due_at, now, calendar, by_the_wall=by_the_wall, named=False)


def _still(case: Case, clock: CaseClock, calendar: WorkCalendar) -> str:
    if case.status == CaseStatus.merged:
        return "跟并入的那件一起算"
    left = timedelta(seconds=clock.paused_left or 0)
    return f"暂停 · {'已超期' if left < _ZERO else '剩'} {_span(abs(left), day_of(calendar))}"


def _by_the_wall(case: Case, kind: str) -> bool:
    """Days the law counts, and minutes where it burns: those run at night, too."""
    if kind not in set(ClockKind):
        return False
    return is_by_the_wall(ClockKind(kind)) or (case.urgent and kind == ClockKind.first_answer)


def _chip(
    kind: str,
    due: datetime,
    now: datetime,
    calendar: WorkCalendar,
    *,
    by_the_wall: bool,
    named: bool = True,
) -> Chip:
    day = _WALL_DAY if by_the_wall else day_of(calendar)
    left = due - now if by_the_wall else calendar.between(now, due)
    is_late = due <= now
    label = CLOCK.get(kind, kind)
    words = f"{'超期' if is_late else '剩'} {_span(abs(left), day)}"
    level = "late" if is_late else "soon" if left < day else "calm"
    is_law = by_the_wall and kind not in _OURS
    return Chip(label, f"{label} · {words}" if named else words, level, due, is_law)


def day_of(calendar: WorkCalendar) -> timedelta:
    """How long one working day is."""
    any_day = date(2026, 1, 1)
    return sum(
        (
            datetime.combine(any_day, closes) - datetime.combine(any_day, opens)
            for opens, closes in calendar.spans
        ),
        _ZERO,
    )


def _span(length: timedelta, day: timedelta) -> str:
    days, rest = divmod(length, day)
    hours, rest = divmod(rest, _HOUR)
    if days:
        return f"{days} 天 {hours} 小时" if hours and days < _HOURS_COUNT else f"{days} 天"
    if hours:
        return f"{hours} 小时"
    return f"{max(rest // _MINUTE, 1)} 分钟"
