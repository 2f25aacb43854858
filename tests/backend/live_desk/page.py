"""A page that keeps a list of the desk: what it reads first, and how each event changes it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import owning
from backend.database import Database
from backend.desk.models import DeskConversation, DeskStatus
from backend.desk.public import public
from backend.desk.state import Position, position_now, read_after, shown_to
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import under

Rows = dict[str, dict[str, Any]]


async def look(database: Database, staff: StaffIdentity) -> tuple[Rows, Position]:
    """All open conversations of one's places. The position is taken first: no change is missed."""
    async with database.transaction() as session:
        position = await position_now(session)
        return await _rows(session, staff), position


async def caught_up(
    database: Database, staff: StaffIdentity, rows: Rows, position: Position
) -> tuple[Rows, Position]:
    """As a browser applies what it is told."""
    async with database.transaction() as session:
        events = await read_after(session, position, limit=1000)
    for event in events:
        data = shown_to(staff, event)
        if data is not None and event.kind == "conversation":
            rows = _applied(rows, data)
        position = event.position
    return rows, position


def still_open(rows: Rows) -> Rows:
    """Closed ones stay in the list as a mark of their version, and are not shown."""
    return {key: row for key, row in rows.items() if row["status"] != DeskStatus.closed}


async def _rows(session: AsyncSession, staff: StaffIdentity) -> Rows:
    rows = await session.scalars(
        select(DeskConversation).where(
            DeskConversation.status != DeskStatus.closed,
            under(DeskConversation.division_path, staff.visible_paths),
        )
    )
    found = rows.all()
    epochs = await owning.epochs(session, [row.contact_id for row in found])
    return {str(row.contact_id): public(row, epochs[row.contact_id]) for row in found}


def _applied(rows: Rows, data: Mapping[str, Any]) -> Rows:
    """An older version than the one that is known is ignored."""
    key = str(data["contact_id"])
    known = rows.get(key)
    if known is not None and known["version"] >= data["version"]:
        return rows
    return {**rows, key: dict(data)}
