"""The desk's report over a time: as a whole, and by kind, place, trade and colleague."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.figures import Asked, asked_between
from backend.database import utc_now
from backend.desk.models import DeskConversation
from backend.desk.report_rules import Figures, figures, grouped
from backend.staff.identity import StaffIdentity
from backend.working_time.rules import WorkCalendar
from backend.working_time.service import calendar_for


@dataclass(frozen=True)
class Report:
    whole: Figures
    by_kind: Mapping[str, Figures]
    by_place: Mapping[str, Figures]
    by_trade: Mapping[str, Figures]
    by_staff: Mapping[UUID, Figures]


async def report(
    session: AsyncSession, staff: StaffIdentity, start: datetime, end: datetime
) -> Report:
    """Of one's own places, requests made from `start` to before `end`."""
    rows = await asked_between(session, staff.visible_paths, start, end)
    paths = {row.division_path for row in rows}
    calendars = {path: await calendar_for(session, path) for path in paths}
    trades = await _trades(session, {row.contact_id for row in rows})
    now = utc_now()

    return Report(
        whole=figures(rows, calendars.__getitem__, now),
        by_kind=_each(grouped(rows, lambda row: row.reason), calendars, now),
        by_place=_each(grouped(rows, lambda row: row.division_path), calendars, now),
        by_trade=_each(grouped(rows, lambda row: trades.get(row.contact_id)), calendars, now),
        by_staff=_each(grouped(rows, lambda row: row.resolved_by), calendars, now),
    )


def _each[K](
    groups: Mapping[K, Sequence[Asked]], calendars: Mapping[str, WorkCalendar], now: datetime
) -> Mapping[K, Figures]:
    return {key: figures(rows, calendars.__getitem__, now) for key, rows in groups.items()}


async def _trades(session: AsyncSession, contact_ids: set[UUID]) -> Mapping[UUID, str | None]:
    rows = await session.execute(
        select(DeskConversation.contact_id, DeskConversation.trade).where(
            DeskConversation.contact_id.in_(contact_ids)
        )
    )
    return {row.contact_id: row.trade for row in rows.all()}
