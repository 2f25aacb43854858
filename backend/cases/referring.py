"""转办: a case goes to another union or a service organization, which accepts it or sends it back.

Until it is accepted the sending side owes it (decision 0016).
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import notes, rules
from backend.cases.access import case_to_change, get_case_for
from backend.cases.history import append, is_verified
from backend.cases.models import Case, CaseClass, CaseReferral, EventKind, ServiceOrganization
from backend.cases.organizations import get_organization
from backend.cases.referrals import open_referral
from backend.cases.refusals import ActNotPossible, CaseChanged, NotVerified
from backend.cases.routing import city_of
from backend.cases.wording import given, optional
from backend.contracts.errors import ErrorCode
from backend.database import utc_now
from backend.errors import NotAllowed, Refused
from backend.membership.numbers import next_number
from backend.privacy.audit import Actor
from backend.staff.identity import StaffIdentity
from backend.staff.rules import covers
from backend.unions.models import UnionKind
from backend.unions.service import get_union

BY_SENDER: Final = "sender"
BY_RECEIVER: Final = "receiver"
_TAKEN_BACK: Final = "本人撤回了诉求"


async def refer_to_union(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    revision: int,
    *,
    union_id: UUID,
    reason: str,
) -> CaseReferral:
    """The case moves only when that union accepts it. Only federations answer for cases."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.referred)
    union = await get_union(session, union_id)
    if union.id == case.union_id or union.kind == UnionKind.industry_federation:
        raise Refused(ErrorCode.invalid_payload, "not a union that could answer for it instead")
    referral = await _send(session, staff, case, reason)
    referral.to_union_id = union.id
    await _say(session, staff, case, referral, {"to": union.name, "to_union_id": str(union.id)})
    return referral


async def refer_to_service(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    revision: int,
    *,
    organization_id: UUID,
    reason: str,
) -> CaseReferral:
    """To a service organization or department (S45, S58), once it is verified or where it burns."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.referred)
    organization = await get_organization(session, organization_id)
    if not organization.is_active:
        raise Refused(ErrorCode.invalid_payload, "a closed organization takes nothing")
    if not covers(organization.division_path, case.division_path):
        raise Refused(ErrorCode.invalid_payload, "an organization of another place")
    must_be = rules.must_be_verified(CaseClass(case.case_class)) and not case.urgent
    if must_be and not await is_verified(session, case):
        raise NotVerified(f"case {case_id}")
    referral = await _send(session, staff, case, reason)
    referral.to_service_organization_id = organization.id
    await _say(session, staff, case, referral, _to(organization))
    return referral


async def accept_referral(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, answer: str = ""
) -> Case:
    """By the receiving side. A union takes the case over; an organization works on it for the union."""
    case, referral = await _to_answer(session, staff, case_id, revision)
    referral.accepted_at, referral.answered_by = utc_now(), staff.id
    referral.answer = optional(answer)
    if referral.to_service_organization_id is not None:
        organization = await get_organization(session, referral.to_service_organization_id)
        case.service_organization_id = organization.id
        await _answered(
            session, staff, case, referral, EventKind.referral_accepted, _to(organization)
        )
        return case
    assert referral.to_union_id is not None
    union = await get_union(session, referral.to_union_id)
    # The new one's staff decide among themselves who has it.
    case.union_id, case.division_path, case.staff_id = union.id, union.division_path, None
    case.service_organization_id = None
    data = {"to_union_id": str(union.id), "from_union_id": str(referral.from_union_id)}
    await _answered(session, staff, case, referral, EventKind.handed_over, data)
    return case


async def decline_referral(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, answer: str
) -> Case:
    """By the receiving side, with a reason: the case stays where it is."""
    case, referral = await _to_answer(session, staff, case_id, revision)
    await _end(session, staff, case, referral, given(answer), by=BY_RECEIVER)
    return case


async def withdraw_referral(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, reason: str
) -> Case:
    """By the sending side, before it was answered."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.referral_declined)
    referral = await open_referral(session, case_id)
    if referral is None:
        raise ActNotPossible(f"case {case_id} waits for nobody", status=case.status)
    if not staff.may_see(case.division_path):
        raise NotAllowed(f"case {case_id}: {referral.number} was sent by others")
    await _end(session, staff, case, referral, given(reason), by=BY_SENDER)
    return case


async def drop_open_referral(session: AsyncSession, case: Case) -> None:
    """The person took the case back: the other side need not answer any more."""
    referral = await open_referral(session, case.id)
    if referral is not None:
        referral.declined_at, referral.answer = utc_now(), _TAKEN_BACK
        await session.flush()


async def may_answer(session: AsyncSession, staff: StaffIdentity, referral: CaseReferral) -> bool:
    """The receiving side, and whoever is above it but does not also stand on the sending side."""
    if staff.service_organization_id is not None:
        return referral.to_service_organization_id == staff.service_organization_id
    if referral.to_union_id is None:
        return await _answers_for(session, staff, referral)
    receiver = await get_union(session, referral.to_union_id)
    return staff.may_see(receiver.division_path)


async def _answers_for(session: AsyncSession, staff: StaffIdentity, referral: CaseReferral) -> bool:
    """Many departments have no account here: the union that sent the letter enters their answer."""
    sender = await get_union(session, referral.from_union_id)
    return staff.may_see(sender.division_path)


async def _to_answer(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int
) -> tuple[Case, CaseReferral]:
    case = await get_case_for(session, staff, case_id, lock=True)
    referral = await open_referral(session, case_id)
    if referral is None:
        raise ActNotPossible(f"case {case_id} waits for nobody", status=case.status)
    if not await may_answer(session, staff, referral):
        raise NotAllowed(f"case {case_id}: {referral.number} is answered by others")
    if case.revision != revision:
        raise CaseChanged(f"case {case_id} is at {case.revision}", status=case.status)
    return case, referral


async def _send(
    session: AsyncSession, staff: StaffIdentity, case: Case, reason: str
) -> CaseReferral:
    """The number of the letter is counted before the event: the audit chain is locked last."""
    sender = await get_union(session, case.union_id)
    code = city_of(sender.division_path)[:4]  # the series of the cases' own numbers
    count = await next_number(session, f"referral:{code}")
    referral = CaseReferral(
        id=uuid4(),
        case_id=case.id,
        number=f"ZB-{code}-{count:06d}",
        from_union_id=sender.id,
        reason=given(reason),
        sent_by=staff.id,
    )
    session.add(referral)
    return referral


async def _say(
    session: AsyncSession,
    staff: StaffIdentity,
    case: Case,
    referral: CaseReferral,
    data: Mapping[str, Any],
) -> None:
    await session.flush()
    await append(
        session,
        case,
        EventKind.referred,
        actor=Actor.staff,
        staff_id=staff.id,
        note=referral.reason,
        data={"referral_id": str(referral.id), "number": referral.number, **data},
    )


async def _answered(
    session: AsyncSession,
    staff: StaffIdentity,
    case: Case,
    referral: CaseReferral,
    kind: EventKind,
    data: Mapping[str, Any],
) -> None:
    await append(
        session,
        case,
        kind,
        actor=Actor.staff,
        staff_id=staff.id,
        note=referral.answer,
        data={"referral_id": str(referral.id), "number": referral.number, **data},
        is_internal=False,
    )


async def _end(
    session: AsyncSession,
    staff: StaffIdentity,
    case: Case,
    referral: CaseReferral,
    answer: str,
    *,
    by: str,
) -> None:
    referral.declined_at, referral.answered_by, referral.answer = utc_now(), staff.id, answer
    event = await append(
        session,
        case,
        EventKind.referral_declined,
        actor=Actor.staff,
        staff_id=staff.id,
        note=answer,
        data={
            "referral_id": str(referral.id),
            "number": referral.number,
            "by": by,
            **({"to_union_id": str(referral.to_union_id)} if referral.to_union_id else {}),
        },
    )
    if by == BY_RECEIVER:
        await notes.call_back(session, case, event, case.staff_id or referral.sent_by)


def _to(organization: ServiceOrganization) -> dict[str, Any]:
    return {
        "to": organization.name,
        "service_organization_id": str(organization.id),
        "service_kind": organization.kind,
    }
