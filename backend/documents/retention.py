"""Until when photos are kept once their purpose is served (L05)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.documents.models import Document


async def keep_until(
    session: AsyncSession, document_ids: Iterable[UUID | None], until: datetime
) -> None:
    """The worker deletes what is past its day."""
    ids = [document_id for document_id in document_ids if document_id is not None]
    await session.execute(update(Document).where(Document.id.in_(ids)).values(delete_after=until))


async def which_remain(session: AsyncSession, document_ids: Iterable[UUID | None]) -> set[UUID]:
    """Those of the documents that were not deleted yet."""
    ids = [document_id for document_id in document_ids if document_id is not None]
    rows = await session.scalars(
        select(Document.id).where(Document.id.in_(ids), Document.deleted_at.is_(None))
    )
    return set(rows.all())
