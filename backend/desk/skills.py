"""Which places and trades somebody is given; where nothing is chosen, all they are responsible for."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.desk.arrange_rules import Skills
from backend.desk.models import StaffPlace, StaffSkill


async def skills_of(session: AsyncSession, staff_ids: Collection[UUID]) -> Mapping[UUID, Skills]:
    """Of each of them, chosen or not."""
    place, skill = StaffPlace, StaffSkill
    places: dict[UUID, set[str]] = defaultdict(set)
    trades: dict[UUID, set[str]] = defaultdict(set)
    for row in await session.scalars(select(place).where(place.staff_id.in_(staff_ids))):
        places[row.staff_id].add(row.division_path)
    for known in await session.scalars(select(skill).where(skill.staff_id.in_(staff_ids))):
        trades[known.staff_id].add(known.trade)
    return {each: Skills(frozenset(places[each]), frozenset(trades[each])) for each in staff_ids}


async def fit_for(
    session: AsyncSession, staff_ids: Collection[UUID], division_path: str, trade: str | None
) -> set[UUID]:
    chosen = await skills_of(session, staff_ids)
    return {each for each in staff_ids if chosen[each].fit(division_path, trade)}


async def set_skills(session: AsyncSession, staff_id: UUID, wanted: Skills) -> None:
    await session.execute(delete(StaffPlace).where(StaffPlace.staff_id == staff_id))
    await session.execute(delete(StaffSkill).where(StaffSkill.staff_id == staff_id))
    session.add_all(StaffPlace(staff_id=staff_id, division_path=path) for path in wanted.places)
    session.add_all(StaffSkill(staff_id=staff_id, trade=trade) for trade in wanted.trades)
    await session.flush()
