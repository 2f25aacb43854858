"""Who may write to a person: read and changed here only, under the contact's row lock.

`backend.desk.transitions` decides; nothing else calls `give_to`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.models import Contact, Direction, Message, Owner, Turn, TurnState
from backend.errors import NotFound

_AS_AN_UPDATE: dict[str, Any] = {"key_share": True}


@dataclass(frozen=True)
class Holding:
    """As it stands while the row is locked."""

    owner: Owner
    epoch: int
    county_code: str | None


async def lock(session: AsyncSession, contact_id: UUID) -> Holding:
    """Waits for whoever is at the conversation; what follows is decided on the newest state.

    The weaker lock: rows that only point at the person are written meanwhile.
    """
    await session.flush()
    contact = await session.get(
        Contact, contact_id, with_for_update=_AS_AN_UPDATE, populate_existing=True
    )
    if contact is None:
        raise NotFound(f"contact {contact_id}")
    return Holding(Owner(contact.owner), contact.owner_epoch, contact.county_code)


async def hold(session: AsyncSession, contact_id: UUID) -> None:
    """The same lock, for who decides nothing by the row itself."""
    held = select(Contact.id).where(Contact.id == contact_id)
    await session.execute(held.with_for_update(**_AS_AN_UPDATE))


async def try_lock(session: AsyncSession, contact_id: UUID) -> Holding | None:
    """None while somebody else is at it: the next round looks again."""
    contact = await session.scalar(
        select(Contact)
        .where(Contact.id == contact_id)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if contact is None:
        return None
    return Holding(Owner(contact.owner), contact.owner_epoch, contact.county_code)


async def give_to(session: AsyncSession, contact_id: UUID, owner: Owner) -> int:
    """The new epoch: what was composed under an older one is refused from now on."""
    contact = await session.get_one(Contact, contact_id)
    contact.owner = owner
    contact.owner_epoch += 1
    await session.flush()
    return contact.owner_epoch


async def epochs(session: AsyncSession, contact_ids: Iterable[UUID]) -> dict[UUID, int]:
    rows = await session.execute(
        select(Contact.id, Contact.owner_epoch).where(Contact.id.in_(set(contact_ids)))
    )
    return {row.id: row.owner_epoch for row in rows.all()}


async def is_answering(session: AsyncSession, contact_id: UUID) -> bool:
    """The assistant is composing at this very moment; a take-over now would drop its words."""
    running = exists().where(Turn.contact_id == contact_id, Turn.state == TurnState.running)
    return bool(await session.scalar(select(running)))


async def last_seq(session: AsyncSession, contact_id: UUID) -> int:
    newest = select(func.max(Message.seq)).where(Message.contact_id == contact_id)
    return await session.scalar(newest) or 0


async def note_in_thread(
    session: AsyncSession,
    contact_id: UUID,
    kind: str,
    *,
    staff_id: UUID | None = None,
    text: str = "",
    data: dict[str, Any] | None = None,
) -> None:
    """A line between the messages that only staff see: it is addressed to nobody."""
    session.add(
        Message(
            contact_id=contact_id,
            direction=Direction.event,
            kind=kind,
            text=text,
            author="staff" if staff_id else "system",
            staff_id=staff_id,
            data=data or {},
        )
    )
    await session.flush()
