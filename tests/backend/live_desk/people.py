"""A person who writes, colleagues who answer, and what each of them sees."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import handoffs
from backend.conversations.models import Contact, Delivery, Direction, Message
from backend.database import Database
from backend.desk import transitions
from backend.desk.models import DeskConversation
from backend.desk.replies import reply
from backend.staff.identity import StaffIdentity
from backend.staff.models import Role
from tests.backend.conversations.test_receiving import inbound, send
from tests.backend.desk import JINSHUI, identity, open_account


@dataclass
class Person:
    """Writes to the account; `openid` tells one from another."""

    internal: httpx.AsyncClient
    database: Database
    openid: str
    id: UUID

    async def writes(self, text: str, **fields: Any) -> dict[str, Any]:
        body = inbound(text, **{"dedupe_key": uuid4().hex, "openid": self.openid, **fields})
        return await send(self.internal, body)

    async def asks_for_a_person(self, reason: str = "request_human") -> None:
        async with self.database.transaction() as session:
            await handoffs.request(session, self.id, reason=reason)

    async def hears(self) -> list[str]:
        """Everything on its way to them, oldest first."""
        async with self.database.transaction() as session:
            rows = await session.scalars(
                select(Message)
                .where(Message.contact_id == self.id, Message.direction == Direction.outbound)
                .order_by(Message.seq)
            )
            return [row.text for row in rows if row.delivery != Delivery.expired]

    async def lines(self) -> list[str]:
        """What the thread notes for colleagues."""
        async with self.database.transaction() as session:
            rows = await session.scalars(
                select(Message.kind)
                .where(Message.contact_id == self.id, Message.direction == Direction.event)
                .order_by(Message.seq)
            )
            return list(rows)

    async def row(self) -> DeskConversation:
        async with self.database.transaction() as session:
            return await session.get_one(DeskConversation, self.id)

    async def contact(self) -> Contact:
        async with self.database.transaction() as session:
            return await session.get_one(Contact, self.id)


async def a_person(
    internal: httpx.AsyncClient, database: Database, *, county: str | None = JINSHUI
) -> Person:
    openid = f"o-{uuid4().hex}"
    async with database.transaction() as session:
        contact = Contact(id=uuid4(), openid=openid, county_code=county)
        session.add(contact)
    return Person(internal, database, openid, contact.id)


async def a_colleague(
    database: Database,
    username: str,
    role: Role = Role.county_staff,
    union_code: str = f"{JINSHUI}-NF",
) -> StaffIdentity:
    async with database.transaction() as session:
        return await identity(session, await open_account(session, username, role, union_code))


async def takes(database: Database, staff: StaffIdentity, person: Person, **fields: Any) -> int:
    """The epoch their replies go out under."""
    async with database.transaction() as session:
        await transitions.take_over(session, staff, person.id, **fields)
    return (await person.contact()).owner_epoch


async def answers(
    database: Database,
    staff: StaffIdentity,
    person: Person,
    text: str,
    *,
    epoch: int,
    client_id: UUID | None = None,
) -> UUID:
    async with database.transaction() as session:
        return await reply(
            session, staff, person.id, text, epoch=epoch, client_id=client_id or uuid4()
        )


async def set_row(session: AsyncSession, contact_id: UUID, **values: Any) -> None:
    """As if time had passed."""
    row = await session.get_one(DeskConversation, contact_id)
    for name, value in values.items():
        setattr(row, name, value)
