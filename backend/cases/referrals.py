"""转办 as rows: which one of a case is open, and the letters that were written."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.access import is_unanswered, visible_to
from backend.cases.models import Case, CaseReferral
from backend.errors import NotFound
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import unions_under


async def open_referral(session: AsyncSession, case_id: UUID) -> CaseReferral | None:
    """Sent and not answered; at most one a case."""
    return await session.scalar(
        select(CaseReferral).where(CaseReferral.case_id == case_id, is_unanswered())
    )


async def accepted_referral(
    session: AsyncSession, case_id: UUID, organization_id: UUID
) -> CaseReferral | None:
    """The newest under which this organization works on the case."""
    return await session.scalar(
        select(CaseReferral)
        .where(
            CaseReferral.case_id == case_id,
            CaseReferral.to_service_organization_id == organization_id,
            CaseReferral.accepted_at.is_not(None),
            CaseReferral.declined_at.is_(None),
        )
        .order_by(CaseReferral.accepted_at.desc())
        .limit(1)
    )


async def referrals_of(session: AsyncSession, case_id: UUID) -> Sequence[CaseReferral]:
    """Oldest first."""
    rows = await session.scalars(
        select(CaseReferral).where(CaseReferral.case_id == case_id).order_by(CaseReferral.sent_at)
    )
    return rows.all()


async def get_referral_for(
    session: AsyncSession, staff: StaffIdentity, referral_id: UUID
) -> tuple[CaseReferral, Case]:
    """For its letter: whoever sees the case sees it."""
    found = (
        await session.execute(
            select(CaseReferral, Case)
            .join(Case, Case.id == CaseReferral.case_id)
            .where(CaseReferral.id == referral_id, visible_to(staff))
        )
    ).first()
    if found is None:
        raise NotFound(f"referral {referral_id}")
    return found[0], found[1]


def letters_to(staff: StaffIdentity) -> Select[UUID]:
    """The cases sent to this staff's unions, or to their organization, that want an answer."""
    return select(CaseReferral.case_id).where(is_unanswered(), _sent_to(staff))


def _sent_to(staff: StaffIdentity) -> ColumnElement[bool]:
    if staff.service_organization_id is not None:
        return CaseReferral.to_service_organization_id == staff.service_organization_id
    places = unions_under(staff.visible_paths)
    # What one sent from within one's own places is not waiting for oneself.
    return and_(
        CaseReferral.to_union_id.in_(places),
        or_(CaseReferral.from_union_id.not_in(places), CaseReferral.to_union_id.in_(own(staff))),
    )


def own(staff: StaffIdentity) -> list[UUID]:
    """The unions somebody works for, without those below."""
    return [binding.union_id for binding in staff.bindings]
