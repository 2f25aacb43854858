"""What changed, written beside the change itself: an event is there exactly when its change is."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import utc_now
from backend.desk.models import DeskEvent

CHANNEL = "desk"
# Whoever was away longer looks afresh.
KEPT = timedelta(days=3)


async def publish(
    session: AsyncSession,
    *,
    kind: str,
    subject_id: UUID,
    division_path: str,
    staff_id: UUID | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """In the caller's transaction: ids and states only, no words, no names."""
    session.add(
        DeskEvent(
            kind=kind,
            subject_id=subject_id,
            division_path=division_path,
            staff_id=staff_id,
            data=dict(data or {}),
        )
    )
    await session.execute(text(f"NOTIFY {CHANNEL}"))


async def purge(session: AsyncSession) -> int:
    """The newest stays: an empty table is one that never held any."""
    newest = select(func.max(DeskEvent.seq)).scalar_subquery()
    gone = await session.scalars(
        delete(DeskEvent)
        .where(DeskEvent.at < utc_now() - KEPT, DeskEvent.seq < newest)
        .returning(DeskEvent.seq)
    )
    return len(gone.all())
