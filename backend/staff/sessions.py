"""Signed-in browsers: a random cookie, its hash in the database, two clocks."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.staff.models import Staff, StaffSession

# Writing the clock on every request would make parallel requests of one page wait in line.
_CLOCK_GRAIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Lifetimes:
    idle: timedelta
    absolute: timedelta


def session_id(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def start_session(
    session: AsyncSession, staff: Staff, lifetimes: Lifetimes, now: datetime
) -> tuple[str, StaffSession]:
    """A new cookie for every sign-in, so a planted one is worth nothing. Sweeps expired rows."""
    await session.execute(delete(StaffSession).where(StaffSession.expires_at < now))
    token = secrets.token_urlsafe(32)
    row = StaffSession(
        id=session_id(token),
        staff_id=staff.id,
        csrf_token=secrets.token_urlsafe(32),
        created_at=now,
        seen_at=now,
        expires_at=now + lifetimes.absolute,
    )
    session.add(row)
    await session.flush()
    return token, row


async def resume_session(
    session: AsyncSession,
    token: str,
    lifetimes: Lifetimes,
    now: datetime,
    *,
    is_activity: bool = True,
) -> tuple[StaffSession, Staff] | None:
    """None as well when the account was closed."""
    found = await session.execute(
        select(StaffSession, Staff)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.id == session_id(token), Staff.is_active)
    )
    both = found.one_or_none()
    if both is None:
        return None
    row, staff = both
    if now >= row.expires_at or now - row.seen_at >= lifetimes.idle:
        return None
    if is_activity and now - row.seen_at >= _CLOCK_GRAIN:
        row.seen_at = now
    return row, staff


async def end_session(session: AsyncSession, row_id: str) -> None:
    await session.execute(delete(StaffSession).where(StaffSession.id == row_id))


async def end_sessions_of(session: AsyncSession, staff: Staff) -> None:
    """Sign a person out everywhere, as when their account is closed."""
    await session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id))
