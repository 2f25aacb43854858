"""What lies in the database after a flood of odd pushes: whole messages, each with the turn it is owed."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import asyncpg

from backend.contracts.handling import HANDLING, Handling

_PATIENCE_SECONDS = 900
_ANSWERED = [kind.value for kind, how in HANDLING.items() if how is Handling.answered]
_RECORDED = [kind.value for kind, how in HANDLING.items() if how is Handling.recorded]
# What each kind cannot be without, as SQL that is true of a row that lacks it.
_LACKS = {
    "notice_sent": "coalesce(jsonb_typeof(m.data -> 'results'), 'array') <> 'array'",
    "template_result": "jsonb_array_length(coalesce(m.data -> 'results', '[]')) <> 1",
    "platform_desk": "m.data ->> 'desk' IS NULL",
    "location": "coalesce(jsonb_typeof(m.data -> 'latitude'), 'number') <> 'number'",
}
# Rows that are wrong, by what is wrong with them.
_HALVES = {
    "inbound of a kind that is not answered": "m.direction = 'inbound' AND m.kind <> ALL($1)",
    "event of a kind that is not recorded": "m.direction = 'event' AND m.kind <> ALL($2)",
    "inbound without its turn": "m.direction = 'inbound' AND t.id IS NULL",
    "event with a turn": "m.direction = 'event' AND (t.id IS NOT NULL OR m.turn_id IS NOT NULL)",
    "turn of another name": "t.id IS NOT NULL AND t.id IS DISTINCT FROM m.turn_id",
    "without a key": "m.dedupe_key IS NULL",
    "details that are no object": "jsonb_typeof(m.data) <> 'object'",
    **{
        f"{kind} without its details": f"m.kind = '{kind}' AND {sql}"
        for kind, sql in _LACKS.items()
    },
}


@dataclass(frozen=True)
class Records:
    inbound: int
    events: int
    turns: int
    open_turns: int
    halves: dict[str, int]
    # Of everything that came in.
    keys: frozenset[str]


def settled_records(database_url: str) -> Records:
    """Once no turn is open, or after a quarter of an hour whatever is."""
    ends = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < ends:
        records = asyncio.run(read_records(database_url))
        if not records.open_turns:
            break
        time.sleep(2)
    return records


async def _open_turns(connection: Any) -> int:
    return int(await connection.fetchval("SELECT count(*) FROM turns WHERE state <> 'done'"))


async def read_records(database_url: str) -> Records:
    connection = await asyncpg.connect(database_url)
    try:
        return await _counted(connection)
    finally:
        await connection.close()


async def _counted(connection: Any) -> Records:
    rows = await connection.fetch(
        "SELECT dedupe_key, direction FROM messages WHERE direction <> 'outbound'"
    )
    return Records(
        inbound=sum(row["direction"] == "inbound" for row in rows),
        events=sum(row["direction"] == "event" for row in rows),
        turns=int(await connection.fetchval("SELECT count(*) FROM turns")),
        open_turns=await _open_turns(connection),
        halves={name: n for name, sql in _HALVES.items() if (n := await _count(connection, sql))},
        keys=frozenset(row["dedupe_key"] for row in rows),
    )


async def _count(connection: Any, condition: str) -> int:
    query = (
        "SELECT count(*) FROM messages m LEFT JOIN turns t ON t.message_id = m.id "
        "WHERE m.direction <> 'outbound' AND $1::text[] IS NOT NULL AND $2::text[] IS NOT NULL "
        f"AND ({condition})"
    )
    return int(await connection.fetchval(query, _ANSWERED, _RECORDED))
