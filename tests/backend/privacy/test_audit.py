"""The audit log notices whoever edits it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import Database
from backend.privacy import audit


async def write(session: AsyncSession, subject: str) -> None:
    await audit.record(
        session,
        actor=audit.Actor.system,
        actor_id=None,
        action="tested",
        subject_kind="test",
        subject_id=subject,
        data={"field": "name"},
    )


async def test_an_untouched_chain_holds(session: AsyncSession) -> None:
    for number in range(3):
        await write(session, str(number))
    assert await audit.first_broken_entry(session) is None


async def test_rows_cannot_be_changed_or_removed(database: Database) -> None:
    async with database.transaction() as session:
        await write(session, "1")
    for statement in ("UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.transaction() as session:
                await session.execute(text(statement))


async def test_even_the_database_owner_is_found_out(database: Database) -> None:
    async with database.transaction() as session:
        for number in range(3):
            await write(session, str(number))
    async with database.transaction() as session:
        await session.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        await session.execute(text("UPDATE audit_entries SET subject_id = '9' WHERE seq = 2"))
        await session.execute(text("ALTER TABLE audit_entries ENABLE TRIGGER USER"))
    async with database.transaction() as session:
        assert await audit.first_broken_entry(session) == 2
