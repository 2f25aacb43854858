"""Find and found unions."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.errors import NotFound
from backend.unions.models import Division, Level, Union, UnionKind
from backend.unions.names import union_code, union_name


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
    code = union_code(division.code, kind)
    present = await session.scalar(select(Union).where(Union.code == code))
    if present is not None:
        return present
    union = Union(
        code=code,
        name=union_name(place, kind),
        kind=kind.value,
        level=Level(division.level).value,
        division_code=division.code,
        division_path=division.path,
        parent_id=parent.id if parent else None,
        leading_union_id=leading.id if leading else None,
    )
    session.add(union)
    await session.flush()
    return union
