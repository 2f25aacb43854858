"""What the backend's tables know of the people of a benchmark."""

import asyncio
from dataclasses import dataclass
from typing import Any

import asyncpg

_QUERY = """
    SELECT contacts.id, messages.text FROM contacts
    JOIN messages ON messages.contact_id = contacts.id
    WHERE contacts.openid = $1 AND messages.direction = 'inbound' ORDER BY messages.seq
"""

_COUNT = """
    SELECT count(*) FROM messages JOIN contacts ON contacts.id = messages.contact_id
    WHERE messages.direction = 'inbound' AND contacts.openid LIKE $1
"""

_DELIVERIES = """
    SELECT delivery, count(*) FROM messages WHERE direction = 'outbound' GROUP BY delivery
"""

_DOUBTFUL = """
    SELECT contacts.openid, messages.text FROM messages
    JOIN contacts ON contacts.id = messages.contact_id WHERE messages.delivery = 'uncertain'
"""


@dataclass(frozen=True)
class Known:
    """A contact, and what it has said as the dialogue may see it: references instead of numbers."""

    contact_id: str
    said: list[str]


def look_up(database_url: str, openid: str) -> Known:
    """Somebody who has written to the account before: stock Rasa's senders must be contacts too."""
    rows = asyncio.run(_fetch(database_url, openid))
    return Known(str(rows[0]["id"]), [str(row["text"]) for row in rows])


async def count_recorded(database_url: str, openids: str) -> int:
    """Messages of the people whose openid is LIKE `openids`."""
    connection = await asyncpg.connect(database_url)
    try:
        return int(await connection.fetchval(_COUNT, openids))
    finally:
        await connection.close()


async def deliveries(database_url: str) -> dict[str, int]:
    """Outbound messages by what became of them."""
    connection = await asyncpg.connect(database_url)
    try:
        rows = await connection.fetch(_DELIVERIES)
        return {str(row["delivery"]): int(row["count"]) for row in rows}
    finally:
        await connection.close()


async def doubtful(database_url: str) -> dict[str, list[str]]:
    """By openid, the texts of which nobody knows whether they arrived."""
    connection = await asyncpg.connect(database_url)
    try:
        found: dict[str, list[str]] = {}
        for row in await connection.fetch(_DOUBTFUL):
            found.setdefault(str(row["openid"]), []).append(str(row["text"]))
        return found
    finally:
        await connection.close()


async def _fetch(database_url: str, openid: str) -> list[Any]:
    connection = await asyncpg.connect(database_url)
    try:
        rows: list[Any] = await connection.fetch(_QUERY, openid)
        return rows
    finally:
        await connection.close()
