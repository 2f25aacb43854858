"""Consecutive numbers for applications and members."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.membership.models import Counter


async def next_number(session: AsyncSession, key: str) -> int:
    """1, 2, 3 … without gaps: whoever counts holds the row until its transaction ends."""
    statement = (
        insert(Counter)
        .values(key=key, value=1)
        .on_conflict_do_update(index_elements=[Counter.key], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    )
    value: int = (await session.execute(statement)).scalar_one()
    return value
