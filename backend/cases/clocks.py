"""The rows behind the limits of a case: begun, paused and ended by its events, and by nothing else."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import clock_rules as rules
from backend.cases.clock_rules import Calendar, Matter
from backend.cases.models import Case, CaseClass, CaseClock, CaseEvent, ClockKind, EventKind
from backend.contracts.cases import CaseKind
from backend.working_time.service import calendar_for

_BEGINS_ANEW = frozenset({EventKind.received, EventKind.returned, EventKind.reopened})


async def running(session: AsyncSession, case_id: UUID) -> Sequence[CaseClock]:
    """Those not stopped, paused ones included, first due first."""
    rows = await session.scalars(
        select(CaseClock)
        .where(CaseClock.case_id == case_id, CaseClock.stopped_at.is_(None))
        .order_by(CaseClock.due_at, CaseClock.kind)
    )
    return rows.all()


async def every(session: AsyncSession, case_id: UUID) -> Sequence[CaseClock]:
    """For the page of a case: ended ones too, in the order they began."""
    rows = await session.scalars(
        select(CaseClock)
        .where(CaseClock.case_id == case_id)
        .order_by(CaseClock.started_at, CaseClock.due_at)
    )
    return rows.all()


def matter_of(case: Case, *, to_service: str | None = None, is_verified: bool = False) -> Matter:
    return Matter(
        CaseKind(case.kind), CaseClass(case.case_class), case.urgent, to_service, is_verified
    )


async def follow(
    session: AsyncSession, case: Case, event: CaseEvent, matter: Matter, now: datetime
) -> None:
    """What an event does to the limits, and which of them is next."""
    calendar = await calendar_for(session, case.division_path)
    kind = EventKind(event.kind)
    clocks = list(await running(session, case.id))
    ending = rules.stopped_by(kind)
    for clock in clocks:
        if ClockKind(clock.kind) in ending:
            _stop(clock, now)
    clocks = [clock for clock in clocks if clock.stopped_at is None]
    _pause_or_resume(event, clocks, calendar, now)
    begun = [
        _begin(case, clock, now, rules.due_at(clock, matter, now, calendar), calendar)
        for clock in rules.started_by(kind, matter)
    ]
    if kind in _BEGINS_ANEW:
        is_new = kind is EventKind.received
        whole = [case] if is_new else await _with_merged(session, case)
        ends = _ends_for_the_worker(whole, now)
        begun += [_begin(case, clock, now, due, calendar) for clock, due in ends.items()]
    if kind is EventKind.waited:
        until = datetime.fromisoformat(event.data["until"])
        begun.append(_begin(case, ClockKind.waiting, now, until, calendar))
    session.add_all(begun)
    show_next(case, [*clocks, *begun])
    await session.flush()


def show_next(case: Case, clocks: Sequence[CaseClock]) -> None:
    """Lists show what we owe; the person's own limits stand on the page of the case."""
    owed = [
        clock
        for clock in clocks
        if clock.stopped_at is None
        and clock.paused_at is None
        and ClockKind(clock.kind) not in rules.OF_THE_WORKER
    ]
    first = min(owed, key=lambda clock: clock.due_at, default=None)
    case.next_due_at = first.due_at if first else None
    case.next_due_kind = first.kind if first else None


def move(
    clock: CaseClock, due: datetime, now: datetime, calendar: Calendar, *, start: datetime
) -> None:
    """Another end: what was warned of or missed before counts no more."""
    clock.due_at = due
    clock.warn_at = rules.warn_at(ClockKind(clock.kind), start, due, calendar)
    clock.warned_at = clock.breached_at = None
    clock.ladder_step = 0
    if clock.warn_at <= now:
        clock.warn_at = now
    clock.next_look_at = clock.warn_at


async def reclassify(
    session: AsyncSession, case: Case, old: CaseClass, now: datetime, *, is_verified: bool
) -> None:
    """Handling gets the days of the new class; only a mere question needs no verification."""
    calendar = await calendar_for(session, case.division_path)
    new = CaseClass(case.case_class)
    clocks = {ClockKind(clock.kind): clock for clock in await running(session, case.id)}
    if handling := clocks.get(ClockKind.handling):
        due = rules.reclassified(handling.started_at, handling.due_at, old, new, now, calendar)
        if due != handling.due_at:
            move(handling, due, now, calendar, start=handling.started_at)
    verification = clocks.get(ClockKind.verification)
    if verification and new is CaseClass.advice:
        _stop(verification, now)
    elif handling and not verification and not is_verified and new is not CaseClass.advice:
        due = rules.due_at(ClockKind.verification, matter_of(case), now, calendar)
        session.add(_begin(case, ClockKind.verification, now, due, calendar))


async def renew_limits_of_the_worker(session: AsyncSession, case: Case, now: datetime) -> None:
    """What the law sets from the dates of this case, and of those merged into it (L08).

    For when a date was put right, or a case came in or went out: a limit that stays is not warned of anew.
    """
    calendar = await calendar_for(session, case.division_path)
    wanted = _ends_for_the_worker(await _with_merged(session, case), now)
    for clock in await running(session, case.id):
        kind = ClockKind(clock.kind)
        if kind in rules.OF_THE_WORKER and wanted.get(kind) == clock.due_at:
            del wanted[kind]
        elif kind in rules.OF_THE_WORKER:
            _stop(clock, now)
    session.add_all(_begin(case, kind, now, due, calendar) for kind, due in wanted.items())
    await session.flush()


async def hurry(session: AsyncSession, case: Case, now: datetime) -> None:
    """It has become urgent: the first answer, if still owed, is owed at once (L10)."""
    calendar = await calendar_for(session, case.division_path)
    for clock in await running(session, case.id):
        if clock.kind == ClockKind.first_answer:
            due = rules.due_at(ClockKind.first_answer, matter_of(case), now, calendar)
            if due < clock.due_at:
                move(clock, due, now, calendar, start=now)


def _begin(
    case: Case, kind: ClockKind, now: datetime, due: datetime, calendar: Calendar
) -> CaseClock:
    warn = rules.warn_at(kind, now, due, calendar)
    return CaseClock(
        case_id=case.id, kind=kind, started_at=now, due_at=due, warn_at=warn, next_look_at=warn
    )


async def _with_merged(session: AsyncSession, case: Case) -> Sequence[Case]:
    merged = await session.scalars(select(Case).where(Case.merged_into_id == case.id))
    return [case, *merged.all()]


def _ends_for_the_worker(cases: Iterable[Case], now: datetime) -> dict[ClockKind, datetime]:
    """The earliest of each that has not passed: a passed one is said in the facts, no clock helps it."""
    ends: dict[ClockKind, datetime] = {}
    for case in cases:
        found = rules.limits_of_the_worker(CaseKind(case.kind), case.facts)
        for kind, due in ((kind, rules.end_of_day(day)) for kind, day in found.items()):
            if due > now:
                ends[kind] = min(due, ends.get(kind, due))
    return ends


def _stop(clock: CaseClock, now: datetime) -> None:
    clock.stopped_at = now
    clock.next_look_at = None


def _pause_or_resume(
    event: CaseEvent, clocks: Sequence[CaseClock], calendar: Calendar, now: datetime
) -> None:
    """Waiting pauses what counts working time; merging freezes everything, and names what it froze."""
    kind = EventKind(event.kind)
    if kind is EventKind.waited:
        for clock in clocks:
            if ClockKind(clock.kind) in rules.PAUSABLE:
                _pause(clock, calendar, now)
    elif kind in {EventKind.resumed, EventKind.referral_given_up}:
        for clock in clocks:
            if clock.paused_at is not None:
                _resume(clock, calendar, now)
    elif kind is EventKind.merged:
        frozen = [clock for clock in clocks if clock.paused_at is None]
        for clock in frozen:
            _pause(clock, calendar, now)
        event.data = {**event.data, "frozen": [str(clock.id) for clock in frozen]}
    elif kind is EventKind.unmerged:
        thawing = set(event.data["frozen"])
        for clock in clocks:
            if str(clock.id) in thawing:
                _resume(clock, calendar, now)


def _pause(clock: CaseClock, calendar: Calendar, now: datetime) -> None:
    clock.paused_at, clock.next_look_at = now, None
    clock.paused_left = int(calendar.between(now, clock.due_at).total_seconds())


def _resume(clock: CaseClock, calendar: Calendar, now: datetime) -> None:
    """Working time that passed in between is given back; days the law counts are not."""
    assert clock.paused_at is not None
    kind = ClockKind(clock.kind)
    if not rules.is_by_the_wall(kind):
        away = calendar.between(clock.paused_at, now)
        clock.due_at = calendar.add(clock.due_at, away)
        clock.warn_at = calendar.add(clock.warn_at, away)
    clock.paused_at = clock.paused_left = None
    clock.next_look_at = next_look(clock, calendar, now)


def next_look(clock: CaseClock, calendar: Calendar, now: datetime) -> datetime | None:
    """The warning, then the limit, then each step of the ladder."""
    if clock.breached_at is not None:
        return rules.next_rung(
            ClockKind(clock.kind), clock.ladder_step, now, calendar, urgent=False
        )
    return clock.due_at if clock.warned_at is not None else clock.warn_at
