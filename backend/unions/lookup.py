"""Names and places by id, for lists that show many at once."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from backend.unions.models import Division, Union
from backend.unions.places import counties


def under(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], paths: Iterable[str]
) -> ColumnElement[bool]:
    """Rows on one of these division paths or below; nobody's paths match nothing."""
    return or_(false(), *(or_(column == path, column.like(f"{path}/%")) for path in paths))


def county_codes_under(paths: Iterable[str]) -> Select[str]:
    """A subquery of division codes, for rows that know only their county."""
    return select(Division.code).where(under(Division.path, paths))


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
