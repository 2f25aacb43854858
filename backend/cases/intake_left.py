"""Requests that somebody left half told: what is urgent is opened as it stands, what is old is forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
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
    urgent = await _urgent_ones(session)
    draft = next((draft for draft in urgent if only in {None, draft.id}), None)
    if draft is None:
        return False
    case = await make_case(session, keyring, draft)
    await notify(session, draft.contact_id, _WORDS.format(number=case.number))
    return True


async def urgent_ids(session: AsyncSession) -> Sequence[UUID]:
    """What would be opened one after the other, for opening each alone."""
    return [draft.id for draft in await _urgent_ones(session)]


async def forget_old_ones(session: AsyncSession, *, untouched_for: timedelta) -> int:
    """Nobody came back to them; what was sent with them goes, too (L05)."""
    old = await _left_before(session, utc_now() - untouched_for)
    for draft in old:
        await intake.forget(session, draft)
    return len(old)


async def _urgent_ones(session: AsyncSession) -> Sequence[CaseDraft]:
    now = utc_now()
    left = await _left_before(session, now - PATIENCE, after=now - _LOOKED_BACK)
    return [draft for draft in left if intake.urgency_of(draft)]


async def _left_before(
    session: AsyncSession, before: datetime, *, after: datetime | None = None
) -> Sequence[CaseDraft]:
    found = select(CaseDraft).where(CaseDraft.ended_at.is_(None), CaseDraft.updated_at < before)
    if after is not None:
        found = found.where(CaseDraft.updated_at >= after)
    rows = await session.scalars(
        found.order_by(CaseDraft.updated_at).limit(_BATCH).with_for_update(skip_locked=True)
    )
    return rows.all()
