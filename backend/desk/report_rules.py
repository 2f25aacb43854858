"""Figures of the desk from its requests: first answer, end, breach, coming again. No I/O here."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from backend.conversations.past_request import Asked
from backend.working_time.rules import WorkCalendar

# Asking again so soon after the end: it was not settled.
AGAIN_WITHIN = timedelta(days=7)
CalendarOf = Callable[[str], WorkCalendar]


@dataclass(frozen=True)
class Figures:
    """Durations in working time, the median; shares of `count`, None where nothing counts."""

    count: int
    answered: int
    resolved: int
    became_cases: int
    first_answer: timedelta | None
    resolution: timedelta | None
    breached: int
    came_again: int
    satisfied: int
    rated: int


def figures(rows: Sequence[Asked], calendar_of: CalendarOf, now: datetime) -> Figures:
    again = _came_again(rows)
    return Figures(
        count=len(rows),
        answered=sum(row.answered_at is not None for row in rows),
        resolved=sum(row.resolved_at is not None for row in rows),
        became_cases=sum(row.case_id is not None for row in rows),
        first_answer=_median(rows, calendar_of, lambda row: row.answered_at),
        resolution=_median(rows, calendar_of, lambda row: row.resolved_at),
        breached=sum(is_breached(row, now) for row in rows),
        came_again=len(again),
        satisfied=sum(row.rating == 3 for row in rows),
        rated=sum(row.rating is not None for row in rows),
    )


def is_breached(row: Asked, now: datetime) -> bool:
    """No person answered, nor ended it, by the promised moment."""
    first = min((at for at in (row.answered_at, row.resolved_at) if at), default=now)
    return first > row.due_at


def grouped[K](
    rows: Iterable[Asked], key: Callable[[Asked], K | None]
) -> Mapping[K, Sequence[Asked]]:
    """By kind, place, trade or colleague; what has none of it is left out."""
    groups: dict[K, list[Asked]] = defaultdict(list)
    for row in rows:
        value = key(row)
        if value is not None:
            groups[value].append(row)
    return groups


def _came_again(rows: Sequence[Asked]) -> set[int]:
    """Positions of requests that followed the end of an earlier one too soon."""
    ended: dict[UUID, datetime] = {}
    again: set[int] = set()
    for place, row in enumerate(sorted(rows, key=lambda each: each.requested_at)):
        last = ended.get(row.contact_id)
        if last is not None and timedelta(0) <= row.requested_at - last <= AGAIN_WITHIN:
            again.add(place)
        if row.resolved_at is not None:
            ended[row.contact_id] = max(row.resolved_at, last or row.resolved_at)
    return again


def _median(
    rows: Sequence[Asked], calendar_of: CalendarOf, end_of: Callable[[Asked], datetime | None]
) -> timedelta | None:
    took = [
        calendar_of(row.division_path).between(row.requested_at, end).total_seconds()
        for row in rows
        if (end := end_of(row)) is not None
    ]
    return timedelta(seconds=median(took)) if took else None
