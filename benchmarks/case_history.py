"""What a report looks at of a benchmark's cases: when they were accepted, what came back, which limits ran."""

from typing import Final

import asyncpg

# In the order it happened, as it would lie on the disk.
_EVENTS: Final = """
    INSERT INTO case_events (id, case_id, kind, at, actor, is_internal, note, data)
    SELECT gen_random_uuid(), cases.id, happened.kind, least(happened.at, now()),
        'staff', true, '', '{}'
    FROM cases CROSS JOIN LATERAL (VALUES
        ('opened', opened_at, true),
        ('accepted', opened_at + random() * interval '3 days', status <> 'received'),
        ('resolved', resolved_at, resolved_at IS NOT NULL),
        ('returned', resolved_at, resolved_at IS NOT NULL AND random() < 0.03)
    ) AS happened(kind, at, is_so)
    WHERE happened.is_so
    ORDER BY happened.at
"""
_CLOCKS: Final = """
    INSERT INTO case_clocks (id, case_id, kind, started_at, due_at, warn_at, stopped_at, ladder_step)
    SELECT gen_random_uuid(), cases.id, clock.kind, opened_at, opened_at + clock.lasts,
        opened_at + clock.lasts / 2, clock.stopped_at, 0
    FROM cases CROSS JOIN LATERAL (VALUES
        ('first_answer', interval '2 days',
            CASE WHEN status <> 'received' THEN opened_at + random() * interval '3 days' END),
        ('handling', interval '20 days', resolved_at)
    ) AS clock(kind, lasts, stopped_at)
    ORDER BY opened_at
"""


async def write(connection: asyncpg.Connection) -> None:
    """By the database itself: a million rows."""
    async with connection.transaction():
        await connection.execute("SELECT setseed(0.5)")
        await connection.execute(_EVENTS)
        await connection.execute(_CLOCKS)
