"""Staff take a case on, verify it, work on it, wait, and bring it to a result (S42–S45)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import rules
from backend.cases.access import case_to_change
from backend.cases.history import append, is_verified
from backend.cases.models import Case, CaseClass, CaseReferral, EventKind
from backend.cases.referrals import open_referral
from backend.cases.refusals import NotVerified, ReferralOpen
from backend.cases.wording import LONGEST_NOTE, given, optional
from backend.contracts.errors import ErrorCode
from backend.database import utc_now
from backend.errors import NotAllowed, Refused
from backend.privacy.audit import Actor
from backend.staff.identity import StaffIdentity

LONGEST_WAIT: Final = timedelta(days=90)
WAITED_FOR: Final = ("contact", "third_party")


async def accept(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, note: str = ""
) -> Case:
    """受理. Whoever accepts a case of nobody's has it from then on."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.accepted)
    if case.staff_id is None:
        case.staff_id = staff.id
    return await _done(session, staff, case, EventKind.accepted, note=optional(note), tell=True)


async def verify(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, note: str
) -> Case:
    """核实, by the verifier only (S44). What was found out is internal; that it was, is news."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.verified)
    if await is_verified(session, case):
        raise Refused(ErrorCode.conflict, f"case {case_id} is verified", status=case.status)
    found = given(note, at_most=LONGEST_NOTE)
    return await _done(session, staff, case, EventKind.verified, note=found, tell=True)


async def start(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, note: str = ""
) -> Case:
    """A referred case is begun by whom it was referred to, once they accepted."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.started)
    await refuse_open_referral(session, case)
    return await _done(session, staff, case, EventKind.started, note=optional(note))


async def wait(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    revision: int,
    *,
    for_whom: str,
    until: datetime,
    note: str,
) -> Case:
    """`for_whom` is `contact` or `third_party`; `note` says for what, and the person reads it."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.waited)
    now = utc_now()
    if for_whom not in WAITED_FOR:
        raise Refused(ErrorCode.invalid_payload, "for whom", field="for_whom")
    if not now < until <= now + LONGEST_WAIT:
        raise Refused(ErrorCode.invalid_payload, "until when", why="until")
    data = {"for_whom": for_whom, "until": until.isoformat()}
    return await _done(
        session, staff, case, EventKind.waited, note=given(note), data=data, tell=True
    )


async def resume(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, note: str = ""
) -> Case:
    case = await case_to_change(session, staff, case_id, revision, EventKind.resumed)
    return await _done(session, staff, case, EventKind.resumed, note=optional(note))


async def resolve(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, resolution: str
) -> Case:
    """办结: the person reads the result. Not before it was verified, unless it was but a question."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.resolved)
    await refuse_open_referral(session, case)
    must_be = rules.must_be_verified(CaseClass(case.case_class))
    if must_be and not await is_verified(session, case):
        raise NotVerified(f"case {case_id}")
    case.resolution = given(resolution, at_most=LONGEST_NOTE)
    return await _done(session, staff, case, EventKind.resolved, note=case.resolution, tell=True)


async def tell(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, text: str
) -> Case:
    """A word to the person about their case, in WeChat."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.told)
    if case.contact_id is None:
        raise NotAllowed(f"case {case_id} came another way: nobody reads it in WeChat")
    return await _done(session, staff, case, EventKind.told, note=given(text), tell=True)


async def refuse_open_referral(session: AsyncSession, case: Case) -> None:
    referral: CaseReferral | None = await open_referral(session, case.id)
    if referral is not None:
        raise ReferralOpen(f"case {case.id}: {referral.number} is not answered")


async def _done(
    session: AsyncSession,
    staff: StaffIdentity,
    case: Case,
    kind: EventKind,
    *,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    tell: bool = False,
) -> Case:
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
    return case
