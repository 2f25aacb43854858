"""The cases of one person, beside their conversation: as far as they are this staff's to see."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.access import visible_to
from backend.cases.intake import open_draft
from backend.cases.models import Case, CaseDraft
from backend.cases.rules import OPEN
from backend.contracts.cases import CaseStatus
from backend.staff.identity import StaffIdentity

_UNRESOLVED: Final = OPEN - {CaseStatus.resolved, CaseStatus.followed_up}


async def cases_of(session: AsyncSession, staff: StaffIdentity, contact_id: UUID) -> Sequence[Case]:
    """Newest first."""
    rows = await session.scalars(
        select(Case)
        .where(Case.contact_id == contact_id, visible_to(staff))
        .order_by(Case.opened_at.desc())
        .limit(20)
    )
    return rows.all()


async def draft_of(session: AsyncSession, contact_id: UUID) -> CaseDraft | None:
    """What they are telling the assistant now; whoever may see the conversation may know of it."""
    return await open_draft(session, contact_id)


async def people_of(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Whom each case is about, where they write to us."""
    rows = await session.execute(
        select(Case.id, Case.contact_id).where(Case.id.in_(case_ids), Case.contact_id.is_not(None))
    )
    return {row.id: row.contact_id for row in rows}


async def worked_on(session: AsyncSession, case_ids: Collection[UUID]) -> set[UUID]:
    """Those nobody has resolved yet."""
    rows = await session.scalars(
        select(Case.id).where(Case.id.in_(case_ids), Case.status.in_(_UNRESOLVED))
    )
    return set(rows)
