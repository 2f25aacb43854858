"""Runs migrations on DATABASE_URL with the application's own driver."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from backend.config import get_settings
from backend.models import metadata


def migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_type=True)
    with context.begin_transaction():
        # A migration that cannot get its lock gives up instead of queueing every writer behind it.
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        context.run_migrations()


async def main() -> None:
    engine = create_async_engine(get_settings().async_database_url)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
        await connection.commit()
    await engine.dispose()


if context.is_offline_mode():
    raise SystemExit("offline SQL is not supported: point DATABASE_URL at a database")
asyncio.run(main())
