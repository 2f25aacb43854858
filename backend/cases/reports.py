"""The report over the cases opened in a time; every figure can be asked for as rows of the list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.access import scope_of
from backend.cases.models import Case, CaseEvent, EventKind
from backend.cases.report_conditions import counts, opened_between
from backend.cases.report_rules import (
    CaseFigures,
    Counted,
    Reported,
    case_figures,
    in_time,
    places_of,
)
from backend.database import utc_now
from backend.staff.identity import StaffIdentity
from backend.working_time.ruler import Ruler
from backend.working_time.service import calendar_for

# Known from the row itself, and from events or limits: those are asked as sets.
_OF_THE_ROW = (
    *(Counted.every, Counted.open, Counted.closed, Counted.dropped, Counted.overdue),
    *(Counted.resolved, Counted.rated, Counted.satisfied),
)
_OF_ITS_HISTORY = (Counted.answer_late, Counted.resolve_late, Counted.redone)


@dataclass(frozen=True)
class CaseReport:
    whole: CaseFigures
    by_kind: Mapping[str, CaseFigures]
    by_place: Mapping[str, CaseFigures]
    by_trade: Mapping[str, CaseFigures]
    by_staff: Mapping[UUID, CaseFigures]
    by_employer: Mapping[str, CaseFigures]


async def case_report(
    session: AsyncSession, staff: StaffIdentity, first: str, last: str
) -> CaseReport:
    """Opened from the day `first` to the day `last`, as the list would show them to this staff."""
    rows = await _reported(session, staff, first, last)
    return CaseReport(
        whole=case_figures(rows),
        by_kind=_each(rows, lambda row: [row.kind]),
        by_place=_each(rows, lambda row: places_of(row.place)),
        by_trade=_each(rows, lambda row: [row.trade] if row.trade else []),
        by_staff=_each(rows, lambda row: [row.staff_id] if row.staff_id else []),
        by_employer=_each(rows, lambda row: [row.employer] if row.employer else []),
    )


def _each[K](
    rows: Iterable[Reported], keys_of: Callable[[Reported], Iterable[K]]
) -> Mapping[K, CaseFigures]:
    groups: dict[K, list[Reported]] = {}
    for row in rows:
        for key in keys_of(row):
            groups.setdefault(key, []).append(row)
    return {key: case_figures(group) for key, group in groups.items()}


async def _reported(
    session: AsyncSession, staff: StaffIdentity, first: str, last: str
) -> Sequence[Reported]:
    among = and_(await scope_of(session, staff), *opened_between(first, last))
    flags = [counts(counted).label(counted.value) for counted in _OF_THE_ROW]
    of_case = (Case.kind, Case.division_path, Case.trade, Case.staff_id, Case.employer)
    found = await session.execute(
        select(Case.id, Case.opened_at, Case.resolved_at, *of_case, *flags).where(among)
    )
    rows = found.all()
    answered = await _answers(session, among)
    history = {counted: await _ids(session, among, counted) for counted in _OF_ITS_HISTORY}
    first_opened = min((row.opened_at for row in rows), default=utc_now())
    rulers = await _rulers(session, {row.division_path for row in rows}, since=first_opened)
    reported = []
    for row in rows:
        ruler = rulers[row.division_path]
        known = {
            counted for counted, is_so in zip(_OF_THE_ROW, row[-len(flags) :], strict=True) if is_so
        }
        known |= {counted for counted, ids in history.items() if row.id in ids}
        at = answered.get(row.id)
        if at is not None:
            known.add(Counted.answered)
        reported.append(
            Reported(
                kind=row.kind,
                place=row.division_path,
                trade=row.trade,
                staff_id=row.staff_id,
                employer=row.employer,
                counts=in_time(known),
                answer_took=ruler.between(row.opened_at, at) if at else None,
                resolution_took=(
                    ruler.between(row.opened_at, row.resolved_at) if row.resolved_at else None
                ),
            )
        )
    return reported


async def _answers(session: AsyncSession, among: ColumnElement[bool]) -> dict[UUID, datetime]:
    """When each was first accepted: that ends the limit of the first answer."""
    rows = await session.execute(
        select(CaseEvent.case_id, func.min(CaseEvent.at))
        .join(Case, Case.id == CaseEvent.case_id)
        .where(among, CaseEvent.kind == EventKind.accepted)
        .group_by(CaseEvent.case_id)
    )
    return {row[0]: row[1] for row in rows.all()}


async def _ids(session: AsyncSession, among: ColumnElement[bool], counted: Counted) -> set[UUID]:
    return set(await session.scalars(select(Case.id).where(among, counts(counted))))


async def _rulers(session: AsyncSession, paths: set[str], *, since: datetime) -> dict[str, Ruler]:
    return {path: Ruler(await calendar_for(session, path), since, utc_now()) for path in paths}
