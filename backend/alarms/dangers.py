"""Alarms about somebody in danger, as other features ask for them (L10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.models import Alarm
from backend.alarms.rules import DANGER


@dataclass(frozen=True)
class Rung:
    """`subject_id` is a contact's, or that of the case it became."""

    id: UUID
    kind: str
    subject_kind: str
    subject_id: UUID
    raised_at: datetime
    is_taken: bool


async def dangers_about(session: AsyncSession, subject_ids: Iterable[UUID]) -> list[Rung]:
    """Newest first, those that ended too."""
    rows = await session.scalars(
        select(Alarm)
        .where(Alarm.subject_id.in_(list(subject_ids)))
        .order_by(Alarm.raised_at.desc())
        .execution_options(populate_existing=True)
    )
    return of_danger(rows)


def of_danger(alarms: Iterable[Alarm]) -> list[Rung]:
    return [
        Rung(
            alarm.id,
            alarm.kind,
            alarm.subject_kind,
            alarm.subject_id,
            alarm.raised_at,
            is_taken=alarm.acknowledged_at is not None,
        )
        for alarm in alarms
        if alarm.kind in DANGER
    ]
