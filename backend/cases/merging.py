"""One matter, two cases: the younger goes into the older, and comes out again if that was wrong."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import alarming, clocks
from backend.cases.access import case_to_change, get_case_for
from backend.cases.history import append, last_event
from backend.cases.models import Case, EventKind
from backend.cases.refusals import MergeRefused
from backend.cases.rules import takes_others
from backend.cases.same_person import are_one_person, reaches_its_person
from backend.cases.wording import optional
from backend.contracts.cases import CaseStatus
from backend.database import utc_now
from backend.errors import NotAllowed
from backend.privacy.audit import Actor
from backend.staff.identity import StaffIdentity


async def merge(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    revision: int,
    *,
    into_id: UUID,
    reason: str = "",
) -> Case:
    """The case's limits stand still; those of `into_id` go on, and those the law sets go over to it.
    Both histories tell of it.

    One person's only: others at the employer have their own claims, and are linked by the incident.
    Never into what was resolved: nobody would owe the next step. That one is reopened first.
    Never out of the hands of whoever told us: their words and their news go by the conversation.
    """
    if case_id == into_id:
        raise MergeRefused(f"case {case_id}", why="itself")
    await _lock_both(session, staff, case_id, into_id)
    case = await case_to_change(session, staff, case_id, revision, EventKind.merged)
    into = await get_case_for(session, staff, into_id)
    if why := await _fault(session, case, into):
        raise MergeRefused(f"case {case_id} into {into_id}", why=why)
    if not staff.may_see(into.division_path):
        raise NotAllowed(f"case {into_id} belongs to others")
    note = optional(reason)
    hurries = case.urgent and not into.urgent
    if hurries:
        await _hurry(session, into, case)
    case.merged_into_id = into.id
    await clocks.renew_limits_of_the_worker(session, into, utc_now())
    data = {"into": into.number, "into_id": str(into.id)}
    await _append(session, staff, case, EventKind.merged, note, data, tell=True)
    mirror = {"merged": case.number, "merged_id": str(case.id)}
    await _append(session, staff, into, EventKind.noted, note, mirror)
    if hurries:
        await _append(session, staff, into, EventKind.made_urgent, "", mirror)
    return case


async def unmerge(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, reason: str = ""
) -> Case:
    """Status and limits as they were; working time that passed meanwhile is given back."""
    case = await get_case_for(session, staff, case_id)
    into_id = case.merged_into_id
    if into_id is not None:
        await _lock_both(session, staff, case_id, into_id)
    case = await case_to_change(session, staff, case_id, revision, EventKind.unmerged)
    merged = await last_event(session, case_id, EventKind.merged)
    assert merged is not None
    note = optional(reason)
    case.merged_into_id = None
    data = {"from": merged.data["into"], "frozen": merged.data["frozen"]}
    await _append(session, staff, case, EventKind.unmerged, note, data, tell=True)
    into = await get_case_for(session, staff, UUID(merged.data["into_id"]))
    if takes_others(CaseStatus(into.status)):
        await clocks.renew_limits_of_the_worker(session, into, utc_now())
    mirror = {"unmerged": case.number, "unmerged_id": str(case.id)}
    await _append(session, staff, into, EventKind.noted, note, mirror)
    return case


async def _lock_both(session: AsyncSession, staff: StaffIdentity, one: UUID, other: UUID) -> None:
    """In the order of the ids, whoever merges what into what."""
    for case_id in sorted((one, other)):
        await get_case_for(session, staff, case_id, lock=True)


async def _hurry(session: AsyncSession, into: Case, case: Case) -> None:
    """One matter is as urgent as its most urgent part; it rings where nobody has it."""
    into.urgent, into.urgent_reason = True, case.urgent_reason
    await clocks.hurry(session, into, utc_now())
    if into.staff_id is None:
        await alarming.ring(session, into)


async def _fault(session: AsyncSession, case: Case, into: Case) -> str | None:
    if not are_one_person(case, into):
        return "other_person"
    if not takes_others(CaseStatus(into.status)):
        return "into_ended"
    if not reaches_its_person(case, into):
        return "two_accounts" if into.contact_id else "not_theirs"
    return "holds_others" if await _holds_others(session, case.id) else None


async def _holds_others(session: AsyncSession, case_id: UUID) -> bool:
    return bool(await session.scalar(select(exists().where(Case.merged_into_id == case_id))))


async def _append(
    session: AsyncSession,
    staff: StaffIdentity,
    case: Case,
    kind: EventKind,
    note: str,
    data: Mapping[str, Any],
    *,
    tell: bool = False,
) -> None:
    await append(
        session,
        case,
        kind,
        actor=Actor.staff,
        staff_id=staff.id,
        note=note,
        data=data,
        is_internal=not tell,
    )
