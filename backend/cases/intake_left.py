"""Requests that somebody left half told: what is urgent is opened as it stands, what is old is forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import intake
from backend.cases.intake_submission import make_case
from backend.cases.models import CaseDraft
from backend.conversations.service import notify
from backend.database import utc_now
from backend.privacy.keyring import Keyring

# Whoever is hurt, or one of twelve, may have no hand free for our next question.
PATIENCE: Final = timedelta(minutes=15)
_LOOKED_BACK: Final = timedelta(days=1)
_BATCH: Final = 100
_WORDS: Final = (
    "您刚才说的事急，我先登记了，编号 {number}，工作人员会在这里找您。"
    "还有要说的，直接发，都补进去。"
)


async def open_urgent_one(
    session: AsyncSession, keyring: Keyring, *, only: UUID | None = None
) -> bool:
    """L10: nobody waits for an answer to a form. False when none is left.

    One in a transaction: to open the next, other cases would be locked with the log held.
    """
    for draft_id in [only] if only else await urgent_ids(session):
        if held := await _left_before(session, utc_now() - PATIENCE, only=draft_id):
            case = await make_case(session, keyring, held[0])
            await notify(session, held[0].contact_id, _WORDS.format(number=case.number))
            return True
    return False


async def urgent_ids(session: AsyncSession) -> Sequence[UUID]:
    """Of the last day, the longest left first; nobody's draft is held for being looked at."""
    now = utc_now()
    rows = await session.scalars(
        select(CaseDraft)
        .where(*_is_left(now - PATIENCE), CaseDraft.updated_at >= now - _LOOKED_BACK)
        .order_by(CaseDraft.updated_at)
    )
    return [draft.id for draft in rows if intake.urgency_of(draft)]


async def forget_old_ones(session: AsyncSession, *, untouched_for: timedelta) -> int:
    """Nobody came back to them; what was sent with them goes, too (L05)."""
    old = await _left_before(session, utc_now() - untouched_for)
    for draft in old:
        await intake.forget(session, draft)
    return len(old)


def _is_left(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return CaseDraft.ended_at.is_(None), CaseDraft.updated_at < before


async def _left_before(
    session: AsyncSession, before: datetime, *, only: UUID | None = None
) -> Sequence[CaseDraft]:
    """As they are now, and nobody else's until we are done."""
    found = select(CaseDraft).where(*_is_left(before))
    if only is not None:
        found = found.where(CaseDraft.id == only)
    rows = await session.scalars(
        found.order_by(CaseDraft.updated_at)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return rows.all()
