"""交回: a service organization gives up what it had accepted, and the union that sent it goes on."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import notes
from backend.cases.access import case_to_change, is_seen_by
from backend.cases.history import append
from backend.cases.models import Case, CaseReferral, EventKind
from backend.cases.organizations import get_organization
from backend.cases.referrals import accepted_referral, open_referral
from backend.cases.refusals import ActNotPossible, ReferralOpen
from backend.cases.wording import given
from backend.database import utc_now
from backend.privacy.audit import Actor
from backend.staff.identity import StaffIdentity


async def give_up(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, *, reason: str
) -> Case:
    """By the organization; where it has no account here, the union enters it."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.referral_given_up)
    if await open_referral(session, case_id) is not None:
        raise ReferralOpen(f"case {case_id}")
    if case.service_organization_id is None:
        raise ActNotPossible(f"case {case_id} is with no organization", status=case.status)
    answer = given(reason)
    organization = await get_organization(session, case.service_organization_id)
    referral = await accepted_referral(session, case_id, organization.id)
    assert referral is not None
    referral.declined_at, referral.answered_by, referral.answer = utc_now(), staff.id, answer
    case.service_organization_id = None
    await session.flush()
    case.staff_id = await _who_goes_on(session, case, referral)
    event = await append(
        session,
        case,
        EventKind.referral_given_up,
        actor=Actor.staff,
        staff_id=staff.id,
        note=answer,
        data={
            "referral_id": str(referral.id),
            "number": referral.number,
            "from_service_organization_id": str(organization.id),
            "to_staff_id": str(case.staff_id) if case.staff_id else None,
        },
        is_internal=False,
    )
    if case.staff_id is not None:
        await notes.call_back(session, case, event, case.staff_id)
    return case


async def _who_goes_on(session: AsyncSession, case: Case, referral: CaseReferral) -> UUID | None:
    """Whoever had it all the while, else whoever sent it; else it waits in the union's queue."""
    for staff_id in (case.staff_id, referral.sent_by):
        if staff_id is not None and await is_seen_by(session, staff_id, case.id):
            return staff_id
    return None
