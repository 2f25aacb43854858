"""Whose people are asked: who has the person already, or who is nearer while they are in nobody's hands."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms import ending
from backend.conversations import asked
from backend.conversations.asked import Called
from backend.desk import requests
from backend.desk.models import DeskStatus
from backend.unions.service import get_union


async def who_has(session: AsyncSession, contact_id: UUID, called: Called) -> Called:
    """`called`, unless the person stands in another queue: requests, alarm and queue never part.

    Brought down to `called` where that lies within; never away from one that was called, nor out of
    somebody's hands. The person is locked already.
    """
    row = await requests.find(session, contact_id)
    if row is None or row.status == DeskStatus.closed:
        return called
    is_nobodys = row.status == DeskStatus.open and row.staff_id is None
    if is_nobodys and called.division_path.startswith(f"{row.division_path}/"):
        was_at = row.union_id
        await asked.move(
            session, contact_id, union_id=called.id, division_path=called.division_path
        )
        await requests.move(session, row, called)
        await ending.move(session, contact_id, to_union_id=called.id, from_union_id=was_at)
        return called
    union = await get_union(session, row.union_id)
    return Called(union.id, union.name, union.division_path)
