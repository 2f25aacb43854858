"""The desk's report over a time: as a whole, and by kind, place, trade and colleague; each figure has its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.figures import Asked, asked_between
from backend.database import utc_now
from backend.desk.models import DeskConversation
from backend.desk.report_rules import Counted, Figures, figures, grouped, rows_behind
from backend.staff.identity import StaffIdentity
from backend.working_time.ruler import Ruler
from backend.working_time.service import rulers_for


@dataclass(frozen=True)
class Report:
    whole: Figures
    by_kind: Mapping[str, Figures]
    by_place: Mapping[str, Figures]
    by_trade: Mapping[str, Figures]
    by_staff: Mapping[UUID, Figures]


@dataclass(frozen=True)
class Group:
    """Of the whole, those of one reason, place, trade or colleague; empty narrows nothing."""

    reason: str = ""
    place: str = ""
    trade: str = ""
    staff_id: UUID | None = None


async def report(
    session: AsyncSession, staff: StaffIdentity, start: datetime, end: datetime
) -> Report:
    """Of one's own places, requests made from `start` to before `end`."""
    rows = await asked_between(session, staff.visible_paths, start, end)
    now = utc_now()
    rulers = await rulers_for(session, {row.division_path for row in rows}, start, now)
    trades = await _trades(session, {row.contact_id for row in rows})

    return Report(
        whole=figures(rows, rulers, now),
        by_kind=_each(grouped(rows, lambda row: row.reason), rulers, now),
        by_place=_each(grouped(rows, lambda row: row.division_path), rulers, now),
        by_trade=_each(grouped(rows, lambda row: trades.get(row.contact_id)), rulers, now),
        by_staff=_each(grouped(rows, lambda row: row.resolved_by), rulers, now),
    )


async def requests_behind(
    session: AsyncSession,
    staff: StaffIdentity,
    start: datetime,
    end: datetime,
    *,
    group: Group,
    counted: Counted,
) -> Sequence[Asked]:
    """Exactly the requests a figure of the report counts, newest first."""
    rows = await asked_between(session, staff.visible_paths, start, end)
    trades = await _trades(session, {row.contact_id for row in rows}) if group.trade else {}
    among = [row for row in rows if _is_of(group, row, trades.get(row.contact_id))]
    return list(reversed(rows_behind(counted, among, utc_now())))


def _is_of(group: Group, row: Asked, trade: str | None) -> bool:
    wanted = (
        (group.reason, row.reason),
        (group.place, row.division_path),
        (group.trade, trade),
        (group.staff_id, row.resolved_by),
    )
    return all(not want or want == has for want, has in wanted)


def _each[K](
    groups: Mapping[K, Sequence[Asked]], rulers: Mapping[str, Ruler], now: datetime
) -> Mapping[K, Figures]:
    return {key: figures(rows, rulers, now) for key, rows in groups.items()}


async def _trades(session: AsyncSession, contact_ids: set[UUID]) -> Mapping[UUID, str | None]:
    rows = await session.execute(
        select(DeskConversation.contact_id, DeskConversation.trade).where(
            DeskConversation.contact_id.in_(contact_ids)
        )
    )
    return {row.contact_id: row.trade for row in rows.all()}
