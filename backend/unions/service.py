"""Find and found unions."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.errors import NotFound
from backend.unions.models import Division, Level, Union, UnionKind
from backend.unions.names import (
    industry_federation_code,
    industry_federation_name,
    union_code,
    union_name,
)


@dataclass(frozen=True)
class Responsible:
    """Who receives an application (S23, S24): the county federation owns, the city one decides."""

    county: Union
    city: Union


async def get_union(session: AsyncSession, union_id: UUID) -> Union:
    union = await session.get(Union, union_id)
    if union is None:
        raise NotFound("union")
    return union


async def union_by_code(session: AsyncSession, code: str) -> Union:
    union = await session.scalar(select(Union).where(Union.code == code))
    if union is None:
        raise NotFound(f"union {code}")
    return union


async def federation_of(session: AsyncSession, division_code: str) -> Union:
    """The new-forms federation standing on a division."""
    return await union_by_code(session, union_code(division_code, UnionKind.new_forms_federation))


async def responsible_for(session: AsyncSession, county_code: str) -> Responsible:
    """济源 is city and county at once: its one federation plays both parts."""
    division = await session.get(Division, county_code)
    if division is None or division.city_code is None:
        raise NotFound(f"county {county_code}")
    return Responsible(
        county=await federation_of(session, county_code),
        city=await federation_of(session, division.city_code),
    )


async def add_division(session: AsyncSession, division: Division) -> Division:
    """Idempotent: the division as it stands, renamed when its official name changed."""
    present = await session.get(Division, division.code)
    if present is None:
        session.add(division)
        await session.flush()
        return division
    present.name, present.kind, present.path = division.name, division.kind, division.path
    return present


async def found_union(
    session: AsyncSession,
    division: Division,
    kind: UnionKind,
    *,
    place: str,
    parent: Union | None = None,
    leading: Union | None = None,
) -> Union:
    """Set up a node (S03, S55); the one already standing there when it exists."""
    union = _union(division, kind, union_code(division.code, kind), union_name(place, kind))
    union.parent_id = parent.id if parent else None
    union.leading_union_id = leading.id if leading else None
    return await _present_or_new(session, union)


async def found_industry_federation(
    session: AsyncSession, parent: Union, *, place: str, trade_code: str, trade: str
) -> Union:
    """行业工会联合会 on the parent's division (S15); the one already standing there when it exists."""
    division = await session.get_one(Division, parent.division_code)
    union = _union(
        division,
        UnionKind.industry_federation,
        industry_federation_code(division.code, trade_code),
        industry_federation_name(place, trade),
    )
    union.parent_id = parent.id
    return await _present_or_new(session, union)


def _union(division: Division, kind: UnionKind, code: str, name: str) -> Union:
    return Union(
        code=code,
        name=name,
        kind=kind.value,
        level=Level(division.level).value,
        division_code=division.code,
        division_path=division.path,
    )


async def _present_or_new(session: AsyncSession, union: Union) -> Union:
    present = await session.scalar(select(Union).where(Union.code == union.code))
    if present is not None:
        return present
    session.add(union)
    await session.flush()
    return union
