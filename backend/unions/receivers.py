"""The unions a matter of one place can be passed to: those of its city, and the other cities'."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.unions.lookup import under
from backend.unions.models import Level, Union, UnionKind

_ANSWERING = (UnionKind.new_forms_federation.value, UnionKind.general_union.value)


async def receivers_for(session: AsyncSession, division_path: str) -> Sequence[Union]:
    """One's own city first, from the top down."""
    city = "/".join(division_path.split("/")[:2])
    rows = await session.scalars(
        select(Union)
        .where(
            Union.kind.in_(_ANSWERING),
            or_(under(Union.division_path, [city]), Union.level != Level.county),
        )
        .order_by(
            Union.division_path.startswith(city).desc(),
            Union.division_path,
            Union.kind.desc(),
        )
    )
    return rows.all()
