"""Names and places by id, for lists that show many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from backend.unions.models import Division, Union, UnionKind
from backend.unions.places import ZONE, counties


def under(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], paths: Iterable[str]
) -> ColumnElement[bool]:
    """Rows on one of these division paths or below; nobody's paths match nothing."""
    return or_(false(), *(or_(column == path, column.like(f"{path}/%")) for path in paths))


def county_codes_under(paths: Iterable[str]) -> Select[str]:
    """A subquery of division codes, for rows that know only their county."""
    return select(Division.code).where(under(Division.path, paths))


def unions_under(paths: Iterable[str]) -> Select[UUID]:
    """A subquery of the unions standing on these places or below, for rows that know only a union."""
    return select(Union.id).where(under(Union.division_path, paths))


def stands_elsewhere(
    union_id: InstrumentedAttribute[UUID], path: InstrumentedAttribute[str]
) -> ColumnElement[bool]:
    """Rows that repeat their union's place, and another one than it stands on."""
    return exists().where(Union.id == union_id, Union.division_path != path)


def union_ids_covering(path: str) -> Select[UUID]:
    """A subquery of the unions standing on this place or on one above it."""
    return select(Union.id).where(Union.division_path.in_(places_covering(path)))


def places_covering(path: str) -> list[str]:
    """This place and those above it, from the province down."""
    return list(accumulate(path.split("/"), lambda above, code: f"{above}/{code}"))


async def counties_under(session: AsyncSession, paths: Iterable[str]) -> Sequence[Division]:
    """What a county filter offers: the places that have a federation, not development zones."""
    rows = await session.scalars(
        select(Division)
        .where(under(Division.path, paths), Division.code.in_([c.code for c in counties()]))
        .order_by(Division.code)
    )
    return rows.all()


async def union_names(session: AsyncSession, union_ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = await session.execute(select(Union.id, Union.name).where(Union.id.in_(set(union_ids))))
    return {row.id: row.name for row in rows.all()}


async def unions_by_id(session: AsyncSession, union_ids: Iterable[UUID]) -> dict[UUID, Union]:
    rows = await session.scalars(select(Union).where(Union.id.in_(set(union_ids))))
    return {union.id: union for union in rows}


async def divisions_at_or_under(session: AsyncSession, paths: Iterable[str]) -> Sequence[Division]:
    """From the widest down, as a tree is read; no development zones."""
    rows = await session.scalars(
        select(Division)
        .where(under(Division.path, paths), Division.kind != ZONE)
        .order_by(Division.path)
    )
    return rows.all()


async def unions_at(session: AsyncSession, paths: Iterable[str]) -> Sequence[Union]:
    """Every union standing on one of these very places, not below them."""
    rows = await session.scalars(select(Union).where(Union.division_path.in_(set(paths))))
    return rows.all()


async def place_names(session: AsyncSession, paths: Iterable[str]) -> dict[str, str]:
    """Names of divisions by path; a path nobody lives on is missing."""
    rows = await session.execute(
        select(Division.path, Division.name).where(Division.path.in_(set(paths)))
    )
    return {row.path: row.name for row in rows.all()}


PAGE_SIZE = 50


@dataclass(frozen=True)
class Found:
    rows: Sequence[Union]
    total: int


async def find_unions(
    session: AsyncSession,
    paths: Iterable[str],
    kinds: Iterable[UnionKind],
    *,
    q: str = "",
    page: int = 1,
) -> Found:
    """By a part of the name, from the province down; only those on the given paths."""
    found = select(Union).where(
        under(Union.division_path, paths), Union.kind.in_([kind.value for kind in kinds])
    )
    for word in q.split():
        found = found.where(Union.name.contains(word, autoescape=True))
    total = await session.scalar(select(func.count()).select_from(found.subquery()))
    rows = await session.scalars(
        found.order_by(Union.division_path, Union.kind.desc(), Union.code)
        .limit(PAGE_SIZE)
        .offset((max(page, 1) - 1) * PAGE_SIZE)
    )
    return Found(rows.all(), total or 0)
