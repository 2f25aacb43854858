"""The calendar's few rows, kept in the process for a minute: every limit asks for them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.working_time.models import WorkDay, WorkHours, WorkYear
from backend.working_time.rules import Span

KEPT_SECONDS = 60.0
_CHANGED = "work_calendar_changed"


@dataclass(frozen=True)
class Snapshot:
    days: Mapping[date, bool]
    known_years: frozenset[int]
    official_years: frozenset[int]
    hours: Mapping[str, tuple[Span, ...]]
    read_at: float


_kept: WeakKeyDictionary[Engine | Connection, Snapshot] = WeakKeyDictionary()


async def current(session: AsyncSession) -> Snapshot:
    """At most a minute old; what this transaction changed is in it."""
    if _CHANGED in session.info:
        return await fresh(session)
    engine = session.get_bind()
    kept = _kept.get(engine)
    if kept is None or time.monotonic() - kept.read_at > KEPT_SECONDS:
        kept = _kept[engine] = await fresh(session)
    return kept


async def fresh(session: AsyncSession) -> Snapshot:
    days = await session.execute(select(WorkDay.day, WorkDay.is_working))
    years = await session.execute(select(WorkYear.year, WorkYear.is_official))
    hours = await session.execute(
        select(WorkHours.division_path, WorkHours.opens, WorkHours.closes).order_by(WorkHours.opens)
    )
    spans: dict[str, tuple[Span, ...]] = {}
    for path, opens, closes in hours:
        spans[path] = (*spans.get(path, ()), (opens, closes))
    official = {row.year: row.is_official for row in years}
    return Snapshot(
        days={row.day: row.is_working for row in days},
        known_years=frozenset(official),
        official_years=frozenset(year for year, is_official in official.items() if is_official),
        hours=spans,
        read_at=time.monotonic(),
    )


def forget(session: AsyncSession) -> None:
    """After a change. Until it is committed, only this transaction may count with it."""
    if _CHANGED in session.info:
        return
    session.info[_CHANGED] = True
    engine = session.get_bind()
    event.listen(session.sync_session, "after_commit", lambda _: _kept.pop(engine, None), once=True)
