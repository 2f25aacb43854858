"""After the result: the call-back, the archive, and the way back when it was not good enough."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.access import case_to_change
from backend.cases.history import append
from backend.cases.models import Case, EventKind
from backend.cases.wording import given, optional
from backend.contracts.errors import ErrorCode
from backend.errors import Refused
from backend.privacy.audit import Actor
from backend.staff.identity import StaffIdentity

DISSATISFIED: Final = 1
SCORES: Final = (1, 2, 3)


async def follow_up(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    revision: int,
    *,
    score: int,
    note: str = "",
) -> Case:
    """回访. Who is dissatisfied (1) has the case back in handling at once."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.followed_up)
    if score not in SCORES:
        raise Refused(ErrorCode.invalid_payload, "a score is 1, 2 or 3")
    note = optional(note)
    case.satisfaction = score
    await append(
        session,
        case,
        EventKind.followed_up,
        actor=Actor.staff,
        staff_id=staff.id,
        note=note,
        data={"score": score},
    )
    if score == DISSATISFIED:
        await give_back(session, case, actor=Actor.staff, staff_id=staff.id, note=note)
    return case


async def close(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, note: str = ""
) -> Case:
    case = await case_to_change(session, staff, case_id, revision, EventKind.closed)
    await append(
        session,
        case,
        EventKind.closed,
        actor=Actor.staff,
        staff_id=staff.id,
        note=optional(note),
    )
    return case


async def return_for_rehandling(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, reason: str
) -> Case:
    """退回重办: the person is not content, or whoever supervises is not."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.returned)
    await give_back(
        session, case, actor=Actor.staff, staff_id=staff.id, note=given(reason), is_rated=False
    )
    return case


async def reopen(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, reason: str
) -> Case:
    """Something new came up, or it was withdrawn by mistake."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.reopened)
    case.satisfaction = None
    await append(
        session,
        case,
        EventKind.reopened,
        actor=Actor.staff,
        staff_id=staff.id,
        note=given(reason),
        is_internal=False,
    )
    return case


async def give_back(
    session: AsyncSession,
    case: Case,
    *,
    actor: Actor,
    staff_id: UUID | None = None,
    note: str = "",
    is_rated: bool = True,
) -> None:
    """Handling begins anew, with the staff member who had it; the next result may be rated anew.

    `is_rated`: the person said that they are dissatisfied, and reads that it was heard.
    """
    case.satisfaction = None
    await append(
        session,
        case,
        EventKind.returned,
        actor=actor,
        staff_id=staff_id,
        note=note,
        data={} if is_rated else {"by": actor.value},
        is_internal=False,
    )
