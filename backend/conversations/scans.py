"""Who came through which QR code, as the messages tell it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Select, String, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.messages import InboundKind
from backend.conversations.models import Message

PAGE_SIZE = 50

# Written out, so that the planner sees the words of the partial index `ix_messages_scanned`.
_SCENE: ColumnElement[str] = literal_column("(messages.data ->> 'key')", String)
_IS_SCAN: ColumnElement[bool] = literal_column("messages.kind IN ('follow', 'scan')", Boolean)
_FOLLOWED = func.bool_or(Message.kind == InboundKind.follow)


@dataclass(frozen=True)
class Reach:
    """People, not scans: who scans five times counts once."""

    scanned: int = 0
    followed: int = 0  # those who were not followers before


@dataclass(frozen=True)
class Visitor:
    contact_id: UUID
    first_at: datetime
    last_at: datetime
    times: int
    followed: bool


async def reach_of(session: AsyncSession, scenes: Collection[str]) -> dict[str, Reach]:
    people = (
        select(_SCENE.label("scene"), Message.contact_id, _FOLLOWED.label("followed"))
        .where(_IS_SCAN, _SCENE.in_(scenes))
        .group_by(_SCENE, Message.contact_id)
        .subquery()
    )
    rows = await session.execute(
        select(people.c.scene, func.count(), func.count().filter(people.c.followed)).group_by(
            people.c.scene
        )
    )
    return {str(scene): Reach(scanned, followed) for scene, scanned, followed in rows.all()}


async def visitors(
    session: AsyncSession, scene: str, *, only_followed: bool = False, page: int = 1
) -> Sequence[Visitor]:
    """One row a person, latest first; one more than a page when there is a next one."""
    rows = await session.execute(
        _by_person(scene, only_followed=only_followed)
        .order_by(func.max(Message.created_at).desc(), Message.contact_id)
        .limit(PAGE_SIZE + 1)
        .offset((max(page, 1) - 1) * PAGE_SIZE)
    )
    return [Visitor(*row) for row in rows.all()]


def _by_person(scene: str, *, only_followed: bool) -> Select[UUID, datetime, datetime, int, bool]:
    found = (
        select(
            Message.contact_id,
            func.min(Message.created_at),
            func.max(Message.created_at),
            func.count(),
            _FOLLOWED,
        )
        .where(_IS_SCAN, _SCENE.in_([scene]))
        .group_by(Message.contact_id)
    )
    return found.having(_FOLLOWED) if only_followed else found
