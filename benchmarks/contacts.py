"""Stock Rasa's senders must be contacts, or the actions behind its form would find nobody."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg


def contact_ids(database_url: str, openids: Sequence[str]) -> list[str]:
    """In the order of `openids`; each has written to the account before."""
    rows = asyncio.run(_look_up(database_url, openids))
    found = {str(row["openid"]): str(row["id"]) for row in rows}
    return [found[openid] for openid in openids]


async def _look_up(database_url: str, openids: Sequence[str]) -> list[Any]:
    connection = await asyncpg.connect(database_url)
    try:
        query = "SELECT id, openid FROM contacts WHERE openid = ANY($1::text[])"
        rows: list[Any] = await connection.fetch(query, list(openids))
        return rows
    finally:
        await connection.close()
