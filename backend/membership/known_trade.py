"""The trade of somebody who writes to us, member or not yet."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.membership.models import Application, Member


async def trade_of(session: AsyncSession, contact_id: UUID) -> str | None:
    """As a member, else as last told while joining."""
    member = await session.scalar(select(Member.trade).where(Member.contact_id == contact_id))
    if member is not None:
        return member
    return await session.scalar(
        select(Application.trade)
        .where(Application.contact_id == contact_id, Application.trade.is_not(None))
        .order_by(Application.created_at.desc())
        .limit(1)
    )
