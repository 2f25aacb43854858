"""The report over the cases opened in a time; every figure can be asked for as rows of the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Row, Select, and_, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.access import scope_of
from backend.cases.models import Case
from backend.cases.report_conditions import opened_between
from backend.cases.report_rows import ANSWER_TOOK, RESOLUTION_TOOK, reported
from backend.cases.report_rules import NOTHING, CaseFigures, Counted
from backend.database import utc_now
from backend.staff.identity import StaffIdentity
from backend.working_time.ruler import Ruler
from backend.working_time.service import rulers_for

_GROUPED_BY: Final = ("kind", "city", "county", "trade", "staff_id", "employer")
_HALF, _MOST = 0.5, 0.9
_WHOLE: Final = "whole"
# What PostgreSQL says of a row: a bit for each of the groupings it is not of.
_ALL: Final = (1 << len(_GROUPED_BY)) - 1
_NAMES: Final = {_ALL: _WHOLE} | {
    _ALL - (1 << place): name for place, name in enumerate(reversed(_GROUPED_BY))
}


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
    """Opened from the day `first` to the day `last`, as the list would show them to this staff.

    The database counts: twenty thousand cases a month would hold up everybody else's requests here.
    """
    among = and_(await scope_of(session, staff), *opened_between(first, last))
    rulers = await _rulers(session, among)
    if not rulers:
        return CaseReport(NOTHING, {}, {}, {}, {}, {})
    found: dict[str, dict[Any, CaseFigures]] = {name: {} for name in _NAMES.values()}
    for row in (await session.execute(_grouped(reported(among, rulers)))).all():
        name = _NAMES[row.outside]
        found[name][getattr(row, name, None)] = _figures(row)
    return CaseReport(
        whole=found[_WHOLE][None],
        by_kind=found["kind"],
        by_place=_named(found["city"] | found["county"]),
        by_trade=_named(found["trade"]),
        by_staff=_named(found["staff_id"]),
        by_employer=_named(found["employer"]),
    )


async def _rulers(session: AsyncSession, among: ColumnElement[bool]) -> Mapping[str, Ruler]:
    places = await session.execute(
        select(Case.division_path, func.min(Case.opened_at).label("since"))
        .where(among)
        .group_by(Case.division_path)
    )
    since = {row.division_path: row.since for row in places.all()}
    now = utc_now()
    return await rulers_for(session, since, min(since.values(), default=now), now)


def _grouped(cases: CTE) -> Select[Any]:
    """All of them, and each group of each kind."""
    keys = [cases.c[name] for name in _GROUPED_BY]
    took = cases.c[RESOLUTION_TOOK]
    return select(
        func.grouping(*keys).label("outside"),
        *keys,
        *(func.count().filter(cases.c[counted]).label(counted) for counted in Counted),
        func.percentile_cont(_HALF).within_group(cases.c[ANSWER_TOOK]).label("answer"),
        func.percentile_cont(_HALF).within_group(took).label("resolution"),
        # By nearest rank, so that it is the time of a real case.
        func.percentile_disc(_MOST).within_group(took).label("resolution_of_most"),
    ).group_by(func.grouping_sets(tuple_(), *(tuple_(key) for key in keys)))


def _figures(row: Row[Any]) -> CaseFigures:
    by_name = row._mapping
    return CaseFigures(
        of={counted: by_name[counted] for counted in Counted},
        answer=row.answer,
        resolution=row.resolution,
        resolution_of_most=row.resolution_of_most,
    )


def _named[K](found: Mapping[K, CaseFigures]) -> Mapping[K, CaseFigures]:
    """Without those of no trade, colleague or employer, and of no county."""
    return {key: figures for key, figures in found.items() if key}
