"""A conversation as lists and events show it: ids and states, no words, no names.

An event carries the whole row with its version: the newest version of a row is the row.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.desk import feed
from backend.desk.models import DeskConversation

CONVERSATION = "conversation"
_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
_SQL_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'


def public(row: DeskConversation, epoch: int) -> dict[str, Any]:
    return {
        "contact_id": str(row.contact_id),
        "version": row.version,
        "epoch": epoch,
        "owner": "staff" if row.staff_id else "bot",
        "staff_id": str(row.staff_id) if row.staff_id else None,
        "status": row.status,
        "union_id": str(row.union_id),
        "division_path": row.division_path,
        "trade": row.trade,
        "reason": row.reason,
        "urgent": row.urgent,
        "ladder_step": row.ladder_step,
        "waiting_since": _stamp(row.waiting_since),
        "queued_at": _stamp(row.queued_at),
        "snoozed_until": _stamp(row.snoozed_until),
    }


def _stamp(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime(_FORMAT) if at else None


def _sql_stamp(column: str) -> str:
    return f"to_char(desk.{column} AT TIME ZONE 'UTC', '{_SQL_FORMAT}')"


# The same in SQL, where a message that comes in changes the row; `desk` and `epoch` are in scope.
PUBLIC_SQL = f"""
    jsonb_build_object(
        'contact_id', desk.contact_id,
        'version', desk.version,
        'epoch', desk.epoch,
        'owner', CASE WHEN desk.staff_id IS NULL THEN 'bot' ELSE 'staff' END,
        'staff_id', desk.staff_id,
        'status', desk.status,
        'union_id', desk.union_id,
        'division_path', desk.division_path,
        'trade', desk.trade,
        'reason', desk.reason,
        'urgent', desk.urgent,
        'ladder_step', desk.ladder_step,
        'waiting_since', {_sql_stamp("waiting_since")},
        'queued_at', {_sql_stamp("queued_at")},
        'snoozed_until', {_sql_stamp("snoozed_until")}
    )
"""


async def announce(
    session: AsyncSession, row: DeskConversation, epoch: int, *, was_at: str | None = None
) -> None:
    """Raise the version and tell; `was_at` is the place it left, whose lists must lose it."""
    row.version += 1
    await session.flush()
    data = public(row, epoch)
    for path in dict.fromkeys((was_at or row.division_path, row.division_path)):
        await feed.publish(
            session,
            kind=CONVERSATION,
            subject_id=row.contact_id,
            division_path=path,
            data=data,
        )
