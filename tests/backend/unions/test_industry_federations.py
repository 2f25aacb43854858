"""行业工会联合会 stand beside the two federations of every division, under its general union (S15)."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from backend.unions.models import Union, UnionKind
from backend.unions.service import found_industry_federation, union_by_code


@pytest.fixture
async def general(session: AsyncSession) -> AsyncIterator[Union]:
    """Unions outlive a test; what is founded here does not."""
    yield await union_by_code(session, "410100-GU")
    await session.execute(delete(Union).where(Union.kind == UnionKind.industry_federation))


async def test_it_is_named_coded_and_led_by_its_general_union(
    session: AsyncSession, general: Union
) -> None:
    federation = await found_industry_federation(
        session, general, place="郑州市", trade_code="courier", trade="快递"
    )
    assert federation.name == "郑州市快递行业工会联合会"
    assert (federation.code, federation.level) == ("410100-IF-COURIER", "city")
    assert federation.parent_id == general.id


async def test_founding_it_again_changes_nothing(session: AsyncSession, general: Union) -> None:
    first, second = [
        await found_industry_federation(
            session, general, place="郑州市", trade_code="truck", trade="货运"
        )
        for _ in range(2)
    ]
    assert first.id == second.id
