"""A list's filters under a name of one's own."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import SavedView
from backend.cases.wording import given
from backend.contracts.errors import ErrorCode
from backend.errors import Refused
from backend.staff.identity import StaffIdentity

LONGEST_NAME: Final = 20
MOST: Final = 30
_LONGEST_QUERY: Final = 1000


async def views_of(session: AsyncSession, staff: StaffIdentity, page: str) -> Sequence[SavedView]:
    rows = await session.scalars(
        select(SavedView)
        .where(SavedView.staff_id == staff.id, SavedView.page == page)
        .order_by(SavedView.created_at)
    )
    return rows.all()


async def save_view(
    session: AsyncSession, staff: StaffIdentity, *, page: str, name: str, query: str
) -> None:
    """The same name again is saved over."""
    name = given(name, at_most=LONGEST_NAME)
    mine = (SavedView.staff_id == staff.id, SavedView.page == page)
    others = select(func.count()).where(*mine, SavedView.name != name)
    if len(query) > _LONGEST_QUERY or (await session.scalar(others) or 0) >= MOST:
        raise Refused(ErrorCode.invalid_payload, "too many views, or too long a one")
    row = insert(SavedView).values(staff_id=staff.id, page=page, name=name, query=query)
    await session.execute(
        row.on_conflict_do_update(
            index_elements=["staff_id", "page", "name"], set_={"query": query}
        )
    )


async def delete_view(session: AsyncSession, staff: StaffIdentity, view_id: UUID) -> None:
    """Somebody else's stays."""
    await session.execute(
        delete(SavedView).where(SavedView.id == view_id, SavedView.staff_id == staff.id)
    )
