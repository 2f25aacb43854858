"""What changed, written beside the change itself: an event is there exactly when its change is."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.desk.models import DeskEvent

CHANNEL = "desk"


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
