"""Years laid from a data file: as often as one likes, and never over what staff have changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, extract
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import utc_now
from backend.working_time import snapshots
from backend.working_time.models import WorkDay, WorkYear


@dataclass(frozen=True)
class DayOfYear:
    day: date
    is_working: bool
    name: str


async def lay_year(
    session: AsyncSession, year: int, days: Iterable[DayOfYear], *, is_official: bool
) -> bool:
    """False when nothing is to be learned: the year is known, and as official as these days are."""
    present = await session.get(WorkYear, year)
    if present is not None and (present.is_official or not is_official):
        return False
    await session.execute(
        delete(WorkDay).where(extract("year", WorkDay.day) == year, WorkDay.updated_by.is_(None))
    )
    await session.execute(
        insert(WorkDay)
        .values(
            [
                {"day": d.day, "is_working": d.is_working, "name": d.name, "updated_at": utc_now()}
                for d in days
            ]
        )
        .on_conflict_do_nothing()
    )
    await session.merge(WorkYear(year=year, is_official=is_official, updated_at=utc_now()))
    await session.flush()
    snapshots.forget(session)
    return True
