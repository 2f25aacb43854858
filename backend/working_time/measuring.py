"""The ruler in the hands of the database: for figures of more rows than anybody would fetch."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, DateTime, Integer, Interval, case, func, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import Grouping

from backend.working_time.ruler import Ruler

Moment = ColumnElement[datetime] | ColumnElement[datetime | None]


def worked(
    rulers: Mapping[str, Ruler], path: ColumnElement[str], start: Moment, end: Moment
) -> ColumnElement[timedelta | None]:
    """By the ruler of the place; null where a moment is. Most places share one, so few are named."""
    by_ruler: dict[Ruler, list[str]] = {}
    for place, ruler in rulers.items():
        by_ruler.setdefault(ruler, []).append(place)
    *others, most = sorted(by_ruler, key=lambda ruler: len(by_ruler[ruler]))
    usual = _between(most, start, end)
    if not others:
        return usual
    named = [(path.in_(by_ruler[ruler]), _between(ruler, start, end)) for ruler in others]
    return case(*named, else_=usual)


def _between(ruler: Ruler, start: Moment, end: Moment) -> ColumnElement[timedelta | None]:
    # In brackets, or no element of them may be named.
    opens = Grouping(literal(ruler.opens, ARRAY(DateTime(timezone=True))))
    before = Grouping(literal(ruler.before, ARRAY(Interval)))

    def until(at: Moment) -> ColumnElement[timedelta | None]:
        begun = func.width_bucket(at, opens, type_=Integer)
        # Arrays count from one. Of a moment before all of it the first is null, the least of both nothing.
        return func.least(before[begun] + (at - opens[begun]), before[begun + 1])

    return until(end) - until(start)
