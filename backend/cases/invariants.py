"""What must hold of every case at any moment (decision 0016); the worker asks hourly, tests always."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import rules
from backend.cases.access import is_unanswered
from backend.cases.clock_rules import OF_THE_WORKER
from backend.cases.conditions import is_open
from backend.cases.kinds import ClockKind, EventKind
from backend.cases.models import Case, CaseClock, CaseEvent, CaseReferral
from backend.contracts.cases import CaseStatus
from backend.unions.lookup import stands_elsewhere

_MOST = 100


async def broken(session: AsyncSession, *, since: datetime | None = None) -> list[str]:
    """A sentence for each break, with the case's id; `since` looks only at histories that moved."""
    found = [
        f"case {case_id}: {what}"
        for what, condition in _CONDITIONS.items()
        for case_id in await session.scalars(select(Case.id).where(condition).limit(_MOST))
    ]
    return [*found, *await _histories(session, since), *await _next_dues(session)]


def _running(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    """A limit that counts now."""
    return exists().where(
        CaseClock.case_id == Case.id,
        CaseClock.stopped_at.is_(None),
        CaseClock.paused_at.is_(None),
        *more,
    )


_owed = _running(CaseClock.kind.not_in(OF_THE_WORKER))
_sent = exists().where(CaseReferral.case_id == Case.id, is_unanswered())
_awaited = _running(CaseClock.kind == ClockKind.referral_acceptance)
_ended = ~is_open()

_CONDITIONS = {
    "open without a limit that runs": and_(is_open(), ~_owed),
    "open without a next step": and_(is_open(), Case.next_due_at.is_(None)),
    "ended, and a limit still runs": and_(_ended, _running()),
    "ended, and a next step is due": and_(_ended, Case.next_due_at.is_not(None)),
    "waits without an end": and_(
        Case.status == CaseStatus.waiting, ~_running(CaseClock.kind == ClockKind.waiting)
    ),
    "sent to somebody, and no limit for their answer": and_(_sent, ~_awaited),
    "a limit for an answer nobody owes": and_(_awaited, ~_sent),
    "sent to somebody, and not referred": and_(_sent, Case.status != CaseStatus.referred),
    "merged into nothing, or into something without being merged": or_(
        and_(Case.status == CaseStatus.merged, Case.merged_into_id.is_(None)),
        and_(Case.status != CaseStatus.merged, Case.merged_into_id.is_not(None)),
    ),
    "with an organization that accepted no letter": and_(
        Case.service_organization_id.is_not(None),
        ~exists().where(
            CaseReferral.case_id == Case.id,
            CaseReferral.to_service_organization_id == Case.service_organization_id,
            CaseReferral.accepted_at.is_not(None),
            CaseReferral.declined_at.is_(None),
        ),
    ),
    "stands at another place than its union": stands_elsewhere(Case.union_id, Case.division_path),
    "is verified at another place than its verifier": stands_elsewhere(
        Case.verifier_id, Case.verifier_path
    ),
    "nobody looks at a limit that runs": _running(
        CaseClock.next_look_at.is_(None), CaseClock.breached_at.is_(None)
    ),
}


async def _histories(session: AsyncSession, since: datetime | None) -> list[str]:
    """Status and revision repeat the history."""
    moved = select(CaseEvent.case_id).where(CaseEvent.at >= since) if since else None
    cases = select(Case.id, Case.status, Case.revision)
    events = select(CaseEvent.case_id, CaseEvent.kind).order_by(CaseEvent.seq)
    if moved is not None:
        cases, events = cases.where(Case.id.in_(moved)), events.where(CaseEvent.case_id.in_(moved))
    kinds: dict[UUID, list[EventKind]] = defaultdict(list)
    for case_id, kind in await session.execute(events):
        kinds[case_id].append(EventKind(kind))
    return [
        f"case {case_id}: {fault}"
        for case_id, status, revision in await session.execute(cases)
        for fault in _history_faults(status, revision, kinds[case_id])
    ]


def _history_faults(status: str, revision: int, kinds: list[EventKind]) -> Iterable[str]:
    try:
        follows = rules.status_after(kinds)
    except rules.NotPossible as fault:
        yield f"a history that cannot be: {fault}"
        return
    if follows != status:
        yield f"is {status}, its history says {follows}"
    if revision != len(kinds):
        yield f"is at {revision} after {len(kinds)} events"


async def _next_dues(session: AsyncSession) -> list[str]:
    """The next step of a list is the first limit that runs."""
    first = (
        select(CaseClock.case_id, func.min(CaseClock.due_at).label("due"))
        .where(
            CaseClock.stopped_at.is_(None),
            CaseClock.paused_at.is_(None),
            CaseClock.kind.not_in(OF_THE_WORKER),
        )
        .group_by(CaseClock.case_id)
        .subquery()
    )
    rows = await session.scalars(
        select(Case.id)
        .join(first, first.c.case_id == Case.id)
        .where(is_open(), Case.next_due_at.is_distinct_from(first.c.due))
        .limit(_MOST)
    )
    return [f"case {case_id}: another next step than its limits say" for case_id in rows]
