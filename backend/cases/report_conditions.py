"""What a figure of the report counts, as conditions: its number and its rows come from the same words."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, true

from backend.cases.filters import CaseFilters
from backend.cases.kinds import ClockKind, EventKind
from backend.cases.models import Case, CaseClock, CaseEvent
from backend.cases.report_rules import Counted
from backend.contracts.cases import CaseStatus
from backend.database import utc_now
from backend.working_time.rules import midnight

_SATISFIED = 3
REDONE = (EventKind.returned, EventKind.reopened)


def reported(filters: CaseFilters) -> list[ColumnElement[bool]]:
    """Period, place, trade, colleague, employer, and what the figure counts."""
    found = opened_between(filters.opened_from, filters.opened_to)
    if filters.counted:
        found.append(counts(Counted(filters.counted)))
    if filters.place:
        found.append(_at(filters.place))
    if filters.trade:
        found.append(Case.trade == filters.trade)
    if filters.staff:
        found.append(_of_staff(filters.staff))
    if filters.employer:
        found.append(Case.employer == filters.employer)
    return found


def is_open() -> ColumnElement[bool]:
    """Word for word as in the partial indexes, or they are not used."""
    return Case.status.not_in([CaseStatus.closed, CaseStatus.merged, CaseStatus.withdrawn])


def opened_between(first: str, last: str) -> list[ColumnElement[bool]]:
    """Whole days in China, both included; empty is no bound."""
    found = []
    if first:
        found.append(Case.opened_at >= midnight(date.fromisoformat(first)))
    if last:
        found.append(Case.opened_at < midnight(date.fromisoformat(last) + timedelta(days=1)))
    return found


def counts(counted: Counted) -> ColumnElement[bool]:
    match counted:
        case Counted.open:
            return is_open()
        case Counted.closed:
            return Case.status == CaseStatus.closed
        case Counted.dropped:
            return Case.status.in_([CaseStatus.merged, CaseStatus.withdrawn])
        case Counted.overdue:
            return and_(is_open(), Case.next_due_at < utc_now())
        case Counted.answered:
            return _happened(EventKind.accepted)
        case Counted.answered_in_time:
            return and_(counts(Counted.answered), not_(counts(Counted.answer_late)))
        case Counted.answer_late:
            return _missed(ClockKind.first_answer)
        case Counted.resolved:
            return Case.resolved_at.is_not(None)
        case Counted.resolved_in_time:
            return and_(counts(Counted.resolved), not_(counts(Counted.resolve_late)))
        case Counted.resolve_late:
            return _missed(ClockKind.handling)
        case Counted.redone:
            return _happened(*REDONE)
        case Counted.rated:
            return Case.satisfaction.is_not(None)
        case Counted.satisfied:
            return Case.satisfaction == _SATISFIED
        case _:
            return true()


def _happened(*kinds: EventKind) -> ColumnElement[bool]:
    return exists().where(CaseEvent.case_id == Case.id, CaseEvent.kind.in_(kinds))


def _missed(kind: ClockKind) -> ColumnElement[bool]:
    return exists().where(CaseClock.case_id == Case.id, CaseClock.kind == kind, is_missed())


def is_missed() -> ColumnElement[bool]:
    """Ended, or still running, after its end; a paused one stands still where it was paused."""
    until = func.coalesce(CaseClock.paused_at, CaseClock.stopped_at, utc_now())
    return until > CaseClock.due_at


def _at(path: str) -> ColumnElement[bool]:
    """A city with its counties; a county, or what the province holds itself, alone."""
    match path.split("/"):
        case [_, city]:
            return Case.city_code == city
        case _:
            return Case.division_path == path


def _of_staff(text: str) -> ColumnElement[bool]:
    try:
        return Case.staff_id == UUID(text)
    except ValueError:
        return false()
