"""The worker looks at limits that are due: warns, says that one was missed, and tells those above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.service import raise_alarm
from backend.cases import clock_rules as rules
from backend.cases.history import append
from backend.cases.kinds import ClockKind, EventKind
from backend.cases.models import Case, CaseClock
from backend.cases.referrals import open_referral
from backend.cases.routing import city_above, province
from backend.database import utc_now
from backend.desk.feed import publish
from backend.privacy.audit import Actor
from backend.working_time.service import calendar_for

BATCH: Final = 20
_PUT_OFF: Final = timedelta(hours=1)


@dataclass(frozen=True)
class _Finding:
    case: Case
    clock: CaseClock
    event: EventKind
    data: dict[str, Any]
    alarmed: UUID | None = None


async def look(
    session: AsyncSession,
    *,
    now: datetime | None = None,
    limit: int = BATCH,
    only: UUID | None = None,
) -> int:
    """How many limits were looked at. What somebody holds is passed over and comes again.

    Whoever takes an alarm holds its case first, as is done here, so nobody waits for the other.
    All are raised before any event is written: the audit chain comes last.
    """
    now = now or utc_now()
    due = await _due(session, now, limit, only)
    found = [await _judge(session, case, clock, now) for clock, case in due]
    for finding in found:
        if finding.alarmed is not None:
            await raise_alarm(
                session,
                kind="breached",
                subject_kind="case",
                subject_id=finding.case.id,
                union_id=finding.alarmed,
            )
    for finding in found:
        await _write(session, finding, now)
    return len(found)


async def due_ids(
    session: AsyncSession, *, now: datetime | None = None, limit: int = BATCH
) -> Sequence[UUID]:
    """What a look would take, for looking at each alone."""
    rows = await session.scalars(
        select(CaseClock.id)
        .where(*_is_due(now or utc_now()))
        .order_by(CaseClock.next_look_at)
        .limit(limit)
    )
    return rows.all()


async def put_off(session: AsyncSession, clock_id: UUID, *, now: datetime | None = None) -> None:
    """Not to be looked at for a while: something is wrong with its case."""
    later = (now or utc_now()) + _PUT_OFF
    await session.execute(
        update(CaseClock).where(CaseClock.id == clock_id).values(next_look_at=later)
    )


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return CaseClock.stopped_at.is_(None), CaseClock.next_look_at <= now


async def _due(
    session: AsyncSession, now: datetime, limit: int, only: UUID | None
) -> Sequence[tuple[CaseClock, Case]]:
    """The cases are locked, and with them their limits, which are read as they are then.

    A limit locked by itself would be held although its case is somebody's, who may want to end it.
    """
    wanted = (*_is_due(now), CaseClock.id == only) if only else _is_due(now)
    rows = await session.execute(
        select(CaseClock.id, Case)
        .join(Case, Case.id == CaseClock.case_id)
        .where(*wanted)
        .order_by(CaseClock.next_look_at)
        .limit(limit)
        .with_for_update(of=Case, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    cases = {row.id: row.Case for row in rows.all()}
    clocks = await session.scalars(
        select(CaseClock)
        .where(CaseClock.id.in_(cases), *_is_due(now))
        .order_by(CaseClock.next_look_at)
        .execution_options(populate_existing=True)
    )
    return [(clock, cases[clock.id]) for clock in clocks]


async def _judge(session: AsyncSession, case: Case, clock: CaseClock, now: datetime) -> _Finding:
    """A limit found late is missed: nobody is warned of what has passed."""
    if now < clock.due_at:
        return await _warned(case, clock, now)
    if clock.breached_at is None:
        clock.breached_at = now
        return await _missed(session, case, clock, now)
    clock.ladder_step += 1
    return await _missed(session, case, clock, now)


async def _warned(case: Case, clock: CaseClock, now: datetime) -> _Finding:
    kind = ClockKind(clock.kind)
    clock.warned_at = now
    later = rules.next_warning(clock.due_at, now) if kind in rules.OF_THE_WORKER else None
    clock.next_look_at = later or clock.due_at
    data = {"clock": clock.kind, "due_at": clock.due_at.isoformat()}
    return _Finding(case, clock, EventKind.warned, data)


async def _missed(session: AsyncSession, case: Case, clock: CaseClock, now: datetime) -> _Finding:
    """First whoever has the case; then the union's duty phone, the city, the province."""
    calendar = await calendar_for(session, case.division_path)
    clock.next_look_at = rules.next_rung(
        ClockKind(clock.kind), clock.ladder_step, now, calendar, urgent=case.urgent
    )
    above = await _rung(session, case, clock) if clock.ladder_step else None
    data: dict[str, Any] = {"clock": clock.kind, "step": clock.ladder_step}
    if above is not None:
        data["union_id"] = str(above)
    return _Finding(case, clock, EventKind.breached, data, above)


async def _rung(session: AsyncSession, case: Case, clock: CaseClock) -> UUID:
    if clock.ladder_step == 1:
        return await _who_owes(session, case, clock)
    if clock.ladder_step == 2:
        return (await city_above(session, case.division_path)).id
    return (await province(session)).id


async def _who_owes(session: AsyncSession, case: Case, clock: CaseClock) -> UUID:
    """The answer to a referral is owed by the union it was sent to; all else by the case's own."""
    if clock.kind == ClockKind.referral_acceptance:
        referral = await open_referral(session, case.id)
        if referral is not None and referral.to_union_id is not None:
            return referral.to_union_id
    return case.union_id


async def _write(session: AsyncSession, finding: _Finding, now: datetime) -> None:
    case = finding.case
    await append(session, case, finding.event, actor=Actor.system, data=finding.data, now=now)
    if case.staff_id is not None:
        await publish(
            session,
            kind="case",
            subject_id=case.id,
            division_path=case.division_path,
            staff_id=case.staff_id,
            data={"event": finding.event, "number": case.number, "revision": case.revision},
        )
