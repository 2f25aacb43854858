"""Whether two acts wait for each other is seen by stopping them where the log is written, and letting go."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import Database
from backend.privacy.audit import Actor, record
from tests.waiting import until

type Act = Callable[[AsyncSession], Awaitable[object]]


async def at_once(database: Database, *acts: Act) -> list[object]:
    """Each is begun when the one before has come as far as it can; then the log is free for all.

    Whoever waits in a circle is ended by PostgreSQL, with an error that nobody here catches.
    """
    running: list[asyncio.Task[object]] = []
    async with _log_held(database):
        for number, act in enumerate(acts, start=1):
            running.append(asyncio.create_task(_done(database, act)))
            await until(lambda n=number: _all_wait(database, n), lambda: "an act that waits")
    return await asyncio.gather(*running)


async def _done(database: Database, act: Act) -> object:
    async with database.transaction() as session:
        return await act(session)


@asynccontextmanager
async def _log_held(database: Database) -> AsyncIterator[None]:
    async with database.transaction() as session:
        await record(
            session,
            actor=Actor.system,
            actor_id=None,
            action="tested",
            subject_kind="test",
            subject_id="log",
        )
        yield


async def _all_wait(database: Database, count: int) -> bool:
    async with database.transaction() as session:
        activity = func.pg_stat_get_activity(None).table_valued("wait_event_type", "datid")
        here = text("datid = (SELECT oid FROM pg_database WHERE datname = current_database())")
        waiting = (
            select(func.count())
            .select_from(activity)
            .where(activity.c.wait_event_type == "Lock", here)
        )
        return await session.scalar(waiting) == count
