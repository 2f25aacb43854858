"""Who answers for a case, and who verifies it (S44, S45)."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from backend.errors import NotFound
from backend.unions.models import Union, UnionKind
from backend.unions.names import industry_federation_code, union_code
from backend.unions.service import federation_of, responsible_for, union_by_code

_PROVINCE = union_code("410000", UnionKind.general_union)


@dataclass(frozen=True)
class Route:
    """`city_code` names the series of numbers."""

    answers: Union
    verifies: Union
    city_code: str


async def route(
    session: AsyncSession, *, county: str | None, home: str | None, trade: str | None
) -> Route:
    """The local union answers (S45); the industry federation at home verifies (S44).

    `home` is the county of the membership, if there is one. Where nobody said a county, the
    province answers: never nobody.
    """
    place = county or home
    if place is None:
        province = await union_by_code(session, _PROVINCE)
        return Route(province, province, province.division_code)
    responsible = await responsible_for(session, place)
    return Route(
        responsible.county,
        await _verifier(session, home or place, trade),
        responsible.city.division_code,
    )


async def _verifier(session: AsyncSession, county: str, trade: str | None) -> Union:
    """The industry federation there, else the county's federation, else the city's."""
    if trade and (own := await _found(session, industry_federation_code(county, trade))):
        return own
    try:
        return await federation_of(session, county)
    except NotFound:
        return (await responsible_for(session, county)).city


async def _found(session: AsyncSession, code: str) -> Union | None:
    try:
        return await union_by_code(session, code)
    except NotFound:
        return None
