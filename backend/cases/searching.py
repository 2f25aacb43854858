"""Words among half a million cases: what many say is found among the first, what few say by its index.

The index finds a hundred thousand cases of 「欠薪」 only to sort them all for one page. So the first in
the list's own order are looked through; only when they hold too few is the index asked, which then
finds few.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.cases.models import Case

LOOKED_THROUGH: Final = 3000

Order = Callable[[type[Case]], Sequence[Any]]
Said = Callable[[type[Case]], ColumnElement[bool]]


async def page_of(
    session: AsyncSession, among: Select[Any], order: Order, said: Said, *, limit: int, offset: int
) -> Sequence[Case]:
    """`among` is narrowed already, and neither searched nor ordered."""
    first = aliased(Case, among.order_by(*order(Case)).limit(LOOKED_THROUGH).subquery())
    near = select(first).where(said(first)).order_by(*order(first))
    rows = (await session.scalars(near.limit(offset + limit))).all()
    if len(rows) == offset + limit:
        return rows[offset:]
    page = among.where(said(Case)).order_by(*order(Case)).limit(limit).offset(offset)
    return (await session.scalars(page)).all()
