"""The lists of the desk page: who waits, whom I have, what was closed. Rows of one's places only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.desk.models import DeskConversation, DeskStatus
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import under

PAGE_SIZE = 50
_Row = DeskConversation


class View(StrEnum):
    waiting = "waiting"  # in nobody's hands
    mine = "mine"
    closed = "closed"


async def rows_of(
    session: AsyncSession, staff: StaffIdentity, view: View, *, page: int = 1
) -> Sequence[DeskConversation]:
    """One more than a page when there is a next one."""
    rows = await session.scalars(
        select(_Row)
        .where(_belongs_to(staff, view))
        .order_by(*_ORDER[view])
        .limit(PAGE_SIZE + 1)
        .offset((max(page, 1) - 1) * PAGE_SIZE)
    )
    return rows.all()


@dataclass(frozen=True)
class Counts:
    """`mine_waiting`: of mine, who waits for my answer."""

    waiting: int
    urgent: int
    mine: int
    mine_waiting: int


async def counts(session: AsyncSession, staff: StaffIdentity) -> Counts:
    waiting, mine = _belongs_to(staff, View.waiting), _belongs_to(staff, View.mine)
    row = (
        await session.execute(
            select(
                func.count().filter(waiting),
                func.count().filter(waiting, _Row.urgent),
                func.count().filter(mine),
                func.count().filter(mine, _Row.waiting_since.is_not(None)),
            ).where(_Row.status != DeskStatus.closed)
        )
    ).one()
    return Counts(*row)


async def conversation_of(session: AsyncSession, contact_id: UUID) -> DeskConversation | None:
    """None where no person was ever needed; the caller has checked who may know."""
    return await session.get(DeskConversation, contact_id, populate_existing=True)


async def conversations_of(
    session: AsyncSession, contact_ids: Iterable[UUID]
) -> dict[UUID, DeskConversation]:
    rows = await session.scalars(select(_Row).where(_Row.contact_id.in_(set(contact_ids))))
    return {row.contact_id: row for row in rows}


def _belongs_to(staff: StaffIdentity, view: View) -> ColumnElement[bool]:
    if view is View.mine:
        return and_(_Row.staff_id == staff.id, _Row.status != DeskStatus.closed)
    placed = under(_Row.division_path, staff.visible_paths)
    if view is View.closed:
        return and_(placed, _Row.status == DeskStatus.closed)
    return and_(placed, _Row.status == DeskStatus.open, _Row.staff_id.is_(None))


_ORDER = {
    # Who asked and is urgent first, then whoever waits longest.
    View.waiting: (_Row.urgent.desc(), _Row.waiting_since.asc().nulls_last(), _Row.contact_id),
    # Who waits for my word first, those put aside last.
    View.mine: (
        (_Row.status == DeskStatus.snoozed).asc(),
        _Row.waiting_since.asc().nulls_last(),
        _Row.last_reply_at.desc().nulls_last(),
        _Row.contact_id,
    ),
    View.closed: (_Row.closed_at.desc(), _Row.contact_id),
}
