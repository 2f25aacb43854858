"""The tree of organizations as seeded."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.seeds.henan import seed_henan
from backend.unions.models import Union, UnionKind
from backend.unions.service import federation_of, get_union, responsible_for


async def test_every_city_and_county_has_its_federation_s03(session: AsyncSession) -> None:
    count = await session.scalar(
        select(func.count()).where(Union.kind == UnionKind.new_forms_federation)
    )
    assert count == 18 + 156  # 济源 is city and county at once


async def test_seeding_again_adds_nothing(session: AsyncSession) -> None:
    before = await session.scalar(select(func.count()).select_from(Union))
    assert await seed_henan(session) == before


async def test_a_county_federation_is_led_twice_s14(session: AsyncSession) -> None:
    county = await federation_of(session, "410105")
    assert county.parent_id is not None
    assert county.leading_union_id is not None
    assert (await get_union(session, county.parent_id)).name == "郑州市金水区总工会"
    assert (await get_union(session, county.leading_union_id)).name == "郑州市新业态工会联合会"


async def test_jiyuan_plays_both_parts(session: AsyncSession) -> None:
    responsible = await responsible_for(session, "419001")
    assert responsible.city.id == responsible.county.id
