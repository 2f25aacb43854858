"""Two industry federations for development; a real one is founded by its general union."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.unions.models import UnionKind
from backend.unions.names import union_code
from backend.unions.service import found_industry_federation, union_by_code

_FEDERATIONS = (
    ("410100", "郑州市", "courier", "快递"),
    ("410105", "郑州市金水区", "rider", "外卖配送"),
)


async def seed_demo_federations(session: AsyncSession) -> None:
    """Safe to run again."""
    for division, place, trade_code, trade in _FEDERATIONS:
        parent = await union_by_code(session, union_code(division, UnionKind.general_union))
        await found_industry_federation(
            session, parent, place=place, trade_code=trade_code, trade=trade
        )
