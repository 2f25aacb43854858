"""Name, phone and evidence of a case in clear: with a reason, for a quarter of an hour, in one browser."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.access import get_case_for
from backend.contracts.errors import ErrorCode
from backend.errors import Refused
from backend.privacy import audit
from backend.staff import reveals
from backend.staff.identity import StaffIdentity

LONGEST_REASON: Final = 300
_PERSON: Final = "case_person"


async def reveal(session: AsyncSession, staff: StaffIdentity, case_id: UUID, reason: str) -> None:
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(ErrorCode.invalid_payload, "a reveal needs a reason")
    case = await get_case_for(session, staff, case_id)
    await reveals.remember(session, staff, case.id, [_PERSON])
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff.id,
        action="case_revealed",
        subject_kind="case",
        subject_id=case.id,
        division_path=case.division_path,
        data={"reason": reason},
    )


async def is_revealed(session: AsyncSession, staff: StaffIdentity, case_id: UUID) -> bool:
    return _PERSON in await reveals.revealed(session, staff, case_id)
