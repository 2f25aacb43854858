"""The cases of one person, beside their conversation: as far as they are this staff's to see."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.access import visible_to
from backend.cases.intake import open_draft
from backend.cases.models import Case, CaseDraft
from backend.staff.identity import StaffIdentity


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
