"""延期 and 督办: more time with a reason and only once; and a union above that wants it done."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import clock_rules, clocks
from backend.cases.access import case_to_change
from backend.cases.history import append
from backend.cases.models import Case, CaseClass, CaseClock, ClockKind, EventKind
from backend.cases.refusals import ExtensionRefused
from backend.cases.wording import given
from backend.database import utc_now
from backend.errors import NotAllowed
from backend.privacy.audit import Actor
from backend.staff.identity import StaffIdentity
from backend.staff.rules import covers
from backend.working_time.service import calendar_for

# The person hears only of what they wait for.
_TOLD: Final = frozenset({ClockKind.handling, ClockKind.mediation, ClockKind.inspection})


async def extend(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    revision: int,
    *,
    clock: ClockKind,
    reason: str,
) -> Case:
    """Before the limit has passed, once a clock (domain §3.5); the person reads the reason."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.extended)
    reason = given(reason)
    now = utc_now()
    running = {ClockKind(row.kind): row for row in await clocks.running(session, case_id)}
    row = _extendable(running.get(clock), clock, case)
    if now >= row.due_at:
        raise ExtensionRefused(f"case {case_id}: {clock.value} has passed", why="passed")
    calendar = await calendar_for(session, case.division_path)
    due = clock_rules.extended(clock, row.due_at, CaseClass(case.case_class), calendar)
    clocks.move(row, due, now, calendar, start=row.started_at)
    row.extended_at = now
    await append(
        session,
        case,
        EventKind.extended,
        actor=Actor.staff,
        staff_id=staff.id,
        note=reason,
        data={"clock": clock.value, "until": due.isoformat()},
        is_internal=clock not in _TOLD,
    )
    return case


def _extendable(row: CaseClock | None, clock: ClockKind, case: Case) -> CaseClock:
    if row is None or clock_rules.extension_days(clock, CaseClass(case.case_class)) is None:
        raise ExtensionRefused(f"case {case.id}: {clock.value} knows no extension", why="never")
    if row.paused_at is not None:
        raise ExtensionRefused(f"case {case.id}: {clock.value} stands still", why="paused")
    if row.extended_at is not None:
        raise ExtensionRefused(f"case {case.id}: {clock.value} was extended", why="already")
    return row


async def escalate(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, reason: str
) -> Case:
    """督办, by a union above the one that answers: the case stays where it is, and is watched."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.escalated)
    if not may_escalate(staff, case):
        raise NotAllowed(f"case {case_id} is escalated by a union above")
    case.is_escalated = True
    await append(
        session,
        case,
        EventKind.escalated,
        actor=Actor.staff,
        staff_id=staff.id,
        note=given(reason),
    )
    return case


def may_escalate(staff: StaffIdentity, case: Case) -> bool:
    """Strictly above: nobody supervises themselves."""
    return any(
        binding.path != case.division_path and covers(binding.path, case.division_path)
        for binding in staff.bindings
    )
