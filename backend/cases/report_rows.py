"""Each case of a report, with what counts it and the working time it took: a query, nothing is fetched."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Subquery, and_, any_, case, false, func, not_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from backend.cases.models import Case, CaseClock, CaseEvent, ClockKind, EventKind
from backend.cases.report_conditions import REDONE, counts, is_missed
from backend.cases.report_rules import Counted
from backend.working_time.measuring import worked
from backend.working_time.ruler import Ruler

# Known from the row itself; the others from events and limits.
_OF_THE_ROW: Final = (
    *(Counted.every, Counted.open, Counted.closed, Counted.dropped, Counted.overdue),
    *(Counted.resolved, Counted.rated, Counted.satisfied),
)
ANSWER_TOOK: Final = "answer_took"
RESOLUTION_TOOK: Final = "resolution_took"


def reported(among: ColumnElement[bool], rulers: Mapping[str, Ruler]) -> CTE:
    """A column for each of what can be counted, by its name; both durations; and what it is grouped by."""
    rows = _cases(among)
    events, limits = _events(rows), _limits(rows)
    row = rows.c
    answered_at = events.c.answered_at
    answered, resolved = answered_at.is_not(None), row.resolved_at.is_not(None)
    late = {
        counted: func.coalesce(limits.c[counted], false())
        for counted in (Counted.answer_late, Counted.resolve_late)
    }
    of_history = {
        **late,
        Counted.answered: answered,
        Counted.answered_in_time: and_(answered, not_(late[Counted.answer_late])),
        Counted.resolved_in_time: and_(resolved, not_(late[Counted.resolve_late])),
        Counted.redone: func.coalesce(events.c.redone, false()),
    }
    path, opened = row.division_path, row.opened_at
    return (
        select(
            *(row.kind, row.city, row.county, row.trade, row.staff_id, row.employer),
            *(row[counted] for counted in _OF_THE_ROW),
            *(is_so.label(counted) for counted, is_so in of_history.items()),
            worked(rulers, path, opened, answered_at).label(ANSWER_TOOK),
            worked(rulers, path, opened, row.resolved_at).label(RESOLUTION_TOOK),
        )
        .outerjoin_from(rows, events, events.c.case_id == row.id)
        .outerjoin(limits, limits.c.case_id == row.id)
        .cte("reported")
        # Once, and not for each way of grouping.
        .prefix_with("MATERIALIZED")
    )


def _cases(among: ColumnElement[bool]) -> CTE:
    """A county counts in its city too; what the province holds itself is its own place."""
    path = Case.division_path
    province, county = func.split_part(path, "/", 1), func.split_part(path, "/", 3)
    city = func.concat_ws("/", province, func.nullif(Case.city_code, ""))
    return (
        select(
            *(Case.id, Case.opened_at, Case.resolved_at, path),
            *(Case.kind, city.label("city"), case((county != "", path)).label("county")),
            *(Case.trade, Case.staff_id, Case.employer),
            *(counts(counted).label(counted) for counted in _OF_THE_ROW),
        )
        .where(among)
        .cte("cases_reported")
    )


def _events(rows: CTE) -> Subquery:
    """When each was first accepted, which ends the limit of the first answer; and what was done again."""
    accepted = CaseEvent.kind == EventKind.accepted
    redone = CaseEvent.kind.in_(REDONE)
    return (
        select(
            CaseEvent.case_id,
            func.min(CaseEvent.at).filter(accepted).label("answered_at"),
            func.bool_or(redone).label("redone"),
        )
        .where(_is_of(rows, CaseEvent.case_id), accepted | redone)
        .group_by(CaseEvent.case_id)
        .subquery("events")
    )


def _limits(rows: CTE) -> Subquery:
    answer = CaseClock.kind == ClockKind.first_answer
    handling = CaseClock.kind == ClockKind.handling
    return (
        select(
            CaseClock.case_id,
            func.bool_or(answer).label(Counted.answer_late),
            func.bool_or(handling).label(Counted.resolve_late),
        )
        .where(_is_of(rows, CaseClock.case_id), answer | handling, is_missed())
        .group_by(CaseClock.case_id)
        .subquery("limits")
    )


def _is_of(rows: CTE, case_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """As an array, so that the index is asked for these and the history of the others never read."""
    ids = func.array(select(rows.c.id).scalar_subquery(), type_=ARRAY(rows.c.id.type))
    return case_id == any_(ids)
