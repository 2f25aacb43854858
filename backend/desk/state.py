"""What has changed at the desk since any moment, as one staff member may see it.

Events of transactions still under way are invisible and may commit in any order. So a position is
(xid, seq), and readers take only what lies below the oldest transaction under way: nothing can
appear behind what they have read. A look at the state says from where to read on; an event that
the look held already carries no newer version, and changes nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from sqlalchemy import select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from backend.desk.models import DeskEvent, DeskStatus
from backend.desk.public import CONVERSATION
from backend.staff.identity import StaffIdentity

# Postgres computes it again for every statement: nothing of this may be read from a snapshot kept.
_OLDEST_UNDER_WAY = text("SELECT (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint")
_READABLE = text("desk_events.xid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint")
# Behind every event of a transaction.
_END = 10**17
_POSITION = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")


@dataclass(frozen=True, order=True)
class Position:
    """Everything up to and with it has been read."""

    xid: int
    seq: int

    def __str__(self) -> str:
        return f"{self.xid}-{self.seq}"

    @classmethod
    def parse(cls, words: str | None) -> Self | None:
        """None for what no stream of ours has sent."""
        found = _POSITION.fullmatch(words or "")
        return cls(int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True)
class Event:
    """As in the table, frozen for handing round."""

    position: Position
    kind: str
    subject_id: UUID
    division_path: str
    staff_id: UUID | None
    data: Mapping[str, Any]


async def position_now(session: AsyncSession) -> Position:
    """Before whatever is still under way."""
    oldest: int = (await session.execute(_OLDEST_UNDER_WAY)).scalar_one()
    return Position(oldest - 1, _END)


async def read_after(session: AsyncSession, position: Position, *, limit: int) -> Sequence[Event]:
    """In order, and complete as far as it goes."""
    rows = await session.scalars(
        select(DeskEvent)
        .where(tuple_(DeskEvent.xid, DeskEvent.seq) > (position.xid, position.seq), _READABLE)
        .order_by(DeskEvent.xid, DeskEvent.seq)
        .limit(limit)
    )
    return [
        Event(
            Position(row.xid, row.seq),
            row.kind,
            row.subject_id,
            row.division_path,
            row.staff_id,
            row.data,
        )
        for row in rows
    ]


async def is_kept(session: AsyncSession, position: Position) -> bool:
    """False when events after it may have been purged: who asks from there looks afresh."""
    oldest = select(DeskEvent.xid, DeskEvent.seq).order_by(DeskEvent.xid, DeskEvent.seq).limit(1)
    first = (await session.execute(oldest)).one_or_none()
    return first is None or position >= Position(first.xid, first.seq)


def shown_to(staff: StaffIdentity, event: Event) -> dict[str, Any] | None:
    """The event's data as this viewer may see it; None for what is none of theirs.

    A conversation that moved on to where they see nothing is gone for them, and no more.
    """
    if event.staff_id is not None:
        return dict(event.data) if event.staff_id == staff.id else None
    if not _covers(staff, event.division_path):
        return None
    if event.kind != CONVERSATION:
        return dict(event.data)
    if not _covers(staff, event.data["division_path"]):
        return {
            "contact_id": event.data["contact_id"],
            "version": event.data["version"],
            "status": DeskStatus.closed.value,
        }
    return dict(event.data)


def _covers(staff: StaffIdentity, division_path: str) -> bool:
    """Who belongs to no county yet is the whole province's."""
    if not division_path:
        return any("/" not in path for path in staff.visible_paths)
    return staff.may_see(division_path)
