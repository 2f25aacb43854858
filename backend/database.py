"""One engine, one session per request, one commit at the edge.

Whoever locks rows takes them in one order, so that nobody waits in a circle (decision 0016):
a draft or application, the person (`conversations.owning`), the counter of new cases, cases by id, the incident,
the counter of letters, presence, and the audit chain last (`privacy.audit.record`). What comes
earlier is not waited for once something later is held: it is locked before, or tried and left.
An alarm has no place in the order: it is locked only by who holds the row it is about.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Depends, Request
from sqlalchemy import DateTime, MetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# character_not_in_repertoire, untranslatable_character
_NO_TEXT = frozenset({"22021", "22P05"})


class Base(DeclarativeBase):
    """Constraint names are fixed so that migrations can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: DateTime(timezone=True)}  # noqa: RUF012


class Identified:
    """A UUID primary key, made here so that it is known before the insert (AAD of sealed cells)."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Database:
    """The engine and its sessions; one per process."""

    def __init__(self, url: str, *, pool_size: int = 20) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=10,
            # A failed statement would otherwise put its parameters, people's words, into the log.
            hide_parameters=True,
            connect_args={"server_settings": {"application_name": "gonghui"}},
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Commit when the block ends, roll back when it raises."""
        async with self._sessions() as session, session.begin():
            yield session

    async def close(self) -> None:
        await self.engine.dispose()


async def request_session(request: Request) -> AsyncIterator[AsyncSession]:
    """The request's transaction: committed after the endpoint returned, before the answer leaves."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        yield session
        if getattr(request.state, "is_refused", False):
            await session.rollback()


def is_no_text(error: DBAPIError) -> bool:
    """The database was given a NUL, or half a character, which no text of it can hold."""
    return getattr(error.orig, "sqlstate", None) in _NO_TEXT


def forget_changes(request: Request) -> None:
    """For whoever turns a refusal into a page: nothing the request changed is kept."""
    request.state.is_refused = True


Session = Annotated[AsyncSession, Depends(request_session, scope="function")]
