"""What this browser may still show unmasked: a reveal counts for a quarter of an hour."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import utc_now
from backend.staff.identity import StaffIdentity
from backend.staff.models import Reveal

REVEAL_LASTS = timedelta(minutes=15)


async def remember(
    session: AsyncSession, staff: StaffIdentity, subject_id: UUID, what: Iterable[str]
) -> None:
    """Only remembers; whoever calls writes the audit row, with the reason."""
    session.add_all(
        Reveal(session_id=staff.session_id, subject_id=subject_id, what=item) for item in what
    )
    await session.flush()


async def revealed(session: AsyncSession, staff: StaffIdentity, subject_id: UUID) -> frozenset[str]:
    rows = await session.scalars(
        select(Reveal.what).where(
            Reveal.session_id == staff.session_id,
            Reveal.subject_id == subject_id,
            Reveal.at > utc_now() - REVEAL_LASTS,
        )
    )
    return frozenset(rows.all())


async def revealed_among(
    session: AsyncSession, staff: StaffIdentity, subject_ids: Iterable[UUID], what: Iterable[str]
) -> set[UUID]:
    """Those of which one of `what` may be shown."""
    rows = await session.scalars(
        select(Reveal.subject_id).where(
            Reveal.session_id == staff.session_id,
            Reveal.subject_id.in_(set(subject_ids)),
            Reveal.what.in_(set(what)),
            Reveal.at > utc_now() - REVEAL_LASTS,
        )
    )
    return set(rows.all())
