"""Who answers for a case, and who verifies it (S44, S45)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.errors import NotFound
from backend.unions.models import UnionKind
from backend.unions.names import industry_federation_code, union_code
from backend.unions.service import union_by_code

_PROVINCE = union_code("410000", UnionKind.general_union)


@dataclass(frozen=True)
class Seat:
    """A union, and the place it stands on."""

    id: UUID
    division_path: str


@dataclass(frozen=True)
class Route:
    """`city_code` names the series of numbers."""

    answers: Seat
    verifies: Seat
    city_code: str


async def route(
    session: AsyncSession, *, county: str | None, home: str | None, trade: str | None
) -> Route:
    """The local union answers (S45); the industry federation at home verifies (S44).

    `home` is the county of the membership, if there is one. Where nobody said a county, the
    province answers: never nobody.
    """
    answers = await _federation(session, county or home)
    verifies = await _industry_federation(session, home or county, trade)
    return Route(
        answers,
        verifies or await _federation(session, home or county),
        city_of(answers.division_path),
    )


async def city_above(session: AsyncSession, division_path: str) -> Seat:
    """The city's federation over a place; over the province there is only itself."""
    return await _federation(session, city_of(division_path))


async def province(session: AsyncSession) -> Seat:
    union = await union_by_code(session, _PROVINCE)
    return Seat(union.id, union.division_path)


def city_of(division_path: str) -> str:
    """The second part of the path; the province is its own city."""
    codes = division_path.split("/")
    return codes[min(1, len(codes) - 1)]


async def _industry_federation(
    session: AsyncSession, county: str | None, trade: str | None
) -> Seat | None:
    if county is None or trade is None:
        return None
    return await _seat(session, industry_federation_code(county, trade))


async def _federation(session: AsyncSession, county: str | None) -> Seat:
    """The county's, else its city's, which development zones have too; else the province."""
    for code in (county, f"{county[:4]}00") if county else ():
        if seat := await _seat(session, union_code(code, UnionKind.new_forms_federation)):
            return seat
    return await province(session)


async def _seat(session: AsyncSession, code: str) -> Seat | None:
    try:
        union = await union_by_code(session, code)
    except NotFound:
        return None
    return Seat(union.id, union.division_path)
