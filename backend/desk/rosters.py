"""Rosters as kept: the usual week of each colleague, and the weeks that differ from it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.desk.models import StaffShift, StaffWeek
from backend.desk.shift_rules import Roster, Shift


async def rosters_of(session: AsyncSession, staff_ids: Collection[UUID]) -> Mapping[UUID, Roster]:
    """Of each of them, planned or not."""
    planned: dict[tuple[UUID, date | None], list[Shift]] = defaultdict(list)
    for row in await session.scalars(select(StaffShift).where(StaffShift.staff_id.in_(staff_ids))):
        planned[row.staff_id, row.monday].append(Shift(row.weekday, row.starts, row.ends))
    weeks: dict[UUID, list[date]] = defaultdict(list)
    for week in await session.scalars(select(StaffWeek).where(StaffWeek.staff_id.in_(staff_ids))):
        weeks[week.staff_id].append(week.monday)
    return {
        each: Roster(
            tuple(sorted(planned[each, None])),
            {monday: tuple(sorted(planned[each, monday])) for monday in weeks[each]},
        )
        for each in staff_ids
    }


async def on_shift(session: AsyncSession, staff_ids: Collection[UUID], at: datetime) -> set[UUID]:
    planned = await rosters_of(session, staff_ids)
    return {each for each in staff_ids if planned[each].is_on(at)}


async def set_week(
    session: AsyncSession, staff_id: UUID, monday: date | None, shifts: Iterable[Shift]
) -> None:
    """The usual week, or the one of `monday`."""
    await forget_week(session, staff_id, monday)
    if monday is not None:
        session.add(StaffWeek(staff_id=staff_id, monday=monday))
    session.add_all(
        StaffShift(
            id=uuid4(), staff_id=staff_id, monday=monday, weekday=each.weekday,
            starts=each.starts, ends=each.ends,
        )
        for each in shifts
    )  # fmt: skip
    await session.flush()


async def forget_week(session: AsyncSession, staff_id: UUID, monday: date | None) -> None:
    """It is as usual again."""
    same = StaffShift.monday.is_(None) if monday is None else StaffShift.monday == monday
    await session.execute(delete(StaffShift).where(StaffShift.staff_id == staff_id, same))
    await session.execute(
        delete(StaffWeek).where(StaffWeek.staff_id == staff_id, StaffWeek.monday == monday)
    )
