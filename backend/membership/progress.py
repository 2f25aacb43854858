"""「查进度」 and 「我的会籍」: what a person may know about their own affairs."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.joining import ApplicationStatus, MembershipView, Progress
from backend.membership.models import Application, Member, Membership, MembershipStatus
from backend.membership.trades import BY_CODE
from backend.unions.lookup import union_names

_SHOWN = 5


async def progress_of(session: AsyncSession, contact_id: UUID) -> list[Progress]:
    """Newest first; what was given up is left out."""
    rows = await session.scalars(
        select(Application)
        .where(
            Application.contact_id == contact_id,
            Application.status != ApplicationStatus.withdrawn,
        )
        .order_by(Application.created_at.desc())
        .limit(_SHOWN)
    )
    applications = list(rows)
    ids = {i for row in applications for i in (row.union_id, row.reviewer_id) if i is not None}
    names = await union_names(session, ids)
    numbers = await _member_numbers(session, applications)
    return [
        Progress(
            number=row.number,
            status=ApplicationStatus(row.status),
            reviewer=names.get(row.reviewer_id) if row.reviewer_id else None,
            union=names.get(row.union_id) if row.union_id else None,
            submitted_at=row.submitted_at,
            decided_at=row.decided_at,
            reason=row.decision_reason,
            member_number=numbers.get(row.id),
        )
        for row in applications
    ]


async def _member_numbers(
    session: AsyncSession, applications: list[Application]
) -> dict[UUID, str]:
    rows = await session.execute(
        select(Membership.application_id, Member.number)
        .join(Member, Member.id == Membership.member_id)
        .where(Membership.application_id.in_([row.id for row in applications]))
    )
    return {application_id: number for application_id, number in rows if application_id}


async def membership_of(session: AsyncSession, contact_id: UUID) -> MembershipView | None:
    """The live membership bound to this WeChat user."""
    row = (
        await session.execute(
            select(Member, Membership)
            .join(Membership, Membership.member_id == Member.id)
            .where(Member.contact_id == contact_id, Membership.status != MembershipStatus.ended)
            .limit(1)
        )
    ).first()
    if row is None:
        return None
    member, membership = row[0], row[1]
    names = await union_names(session, [membership.union_id])
    return MembershipView(
        member_number=member.number,
        union=names.get(membership.union_id, ""),
        trade_label=BY_CODE[member.trade].label,
        since=membership.since,
        status=membership.status,
    )
