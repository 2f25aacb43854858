"""Figures of the desk from its requests: first answer, end, breach, coming again. No I/O here."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from uuid import UUID

from backend.conversations.past_request import Asked
from backend.working_time.ruler import Ruler

# Asking again so soon after the end: it was not settled.
AGAIN_WITHIN = timedelta(days=7)
_SATISFIED = 3


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


class Counted(StrEnum):
    """What a figure counts; each has its rows."""

    every = "every"
    answered = "answered"
    resolved = "resolved"
    became_cases = "became_cases"
    breached = "breached"
    came_again = "came_again"
    rated = "rated"
    satisfied = "satisfied"


def figures(rows: Sequence[Asked], rulers: Mapping[str, Ruler], now: datetime) -> Figures:
    """`rulers` by place."""
    counts = {counted: len(rows_behind(counted, rows, now)) for counted in Counted}
    return Figures(
        count=counts[Counted.every],
        answered=counts[Counted.answered],
        resolved=counts[Counted.resolved],
        became_cases=counts[Counted.became_cases],
        first_answer=_median(rows, rulers, lambda row: row.answered_at),
        resolution=_median(rows, rulers, lambda row: row.resolved_at),
        breached=counts[Counted.breached],
        came_again=counts[Counted.came_again],
        satisfied=counts[Counted.satisfied],
        rated=counts[Counted.rated],
    )


def rows_behind(counted: Counted, rows: Sequence[Asked], now: datetime) -> Sequence[Asked]:
    """Of a group as the figure was made from it: who came again did so within the group."""
    if counted is Counted.came_again:
        return _came_again(rows)
    return [row for row in rows if _counts(counted, row, now)]


def _counts(counted: Counted, row: Asked, now: datetime) -> bool:
    match counted:
        case Counted.answered:
            return row.answered_at is not None
        case Counted.resolved:
            return row.resolved_at is not None
        case Counted.became_cases:
            return row.case_id is not None
        case Counted.breached:
            return is_breached(row, now)
        case Counted.rated:
            return row.rating is not None
        case Counted.satisfied:
            return row.rating == _SATISFIED
        case _:
            return True


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


def _came_again(rows: Sequence[Asked]) -> Sequence[Asked]:
    """Requests that followed the end of an earlier one too soon."""
    ended: dict[UUID, datetime] = {}
    again: list[Asked] = []
    for row in sorted(rows, key=lambda each: each.requested_at):
        last = ended.get(row.contact_id)
        if last is not None and timedelta(0) <= row.requested_at - last <= AGAIN_WITHIN:
            again.append(row)
        if row.resolved_at is not None:
            ended[row.contact_id] = max(row.resolved_at, last or row.resolved_at)
    return again


def _median(
    rows: Sequence[Asked], rulers: Mapping[str, Ruler], end_of: Callable[[Asked], datetime | None]
) -> timedelta | None:
    took = [
        rulers[row.division_path].between(row.requested_at, end).total_seconds()
        for row in rows
        if (end := end_of(row)) is not None
    ]
    return timedelta(seconds=median(took)) if took else None
