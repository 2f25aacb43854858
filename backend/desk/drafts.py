"""Replies under way, kept on the server: no change of hands, no closed laptop may lose one."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import utc_now
from backend.desk.models import DeskDraft

LONGEST = 2000


async def save(session: AsyncSession, staff_id: UUID, contact_id: UUID, text: str) -> None:
    """The newest wins; an empty one is none."""
    if not text.strip():
        await discard(session, staff_id, contact_id)
        return
    values = {"text": text[:LONGEST], "updated_at": utc_now()}
    await session.execute(
        insert(DeskDraft)
        .values(staff_id=staff_id, contact_id=contact_id, **values)
        .on_conflict_do_update(
            index_elements=[DeskDraft.staff_id, DeskDraft.contact_id], set_=values
        )
    )


async def draft_of(session: AsyncSession, staff_id: UUID, contact_id: UUID) -> str:
    draft = await session.get(DeskDraft, (staff_id, contact_id), populate_existing=True)
    return draft.text if draft else ""


async def discard(session: AsyncSession, staff_id: UUID, contact_id: UUID) -> None:
    await session.execute(
        delete(DeskDraft).where(DeskDraft.staff_id == staff_id, DeskDraft.contact_id == contact_id)
    )
