"""Figures of the cases opened in a time: answered, resolved, in time or late, done again. No I/O here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median
from typing import Final
from uuid import UUID


class Counted(StrEnum):
    """What a figure counts; each has its rows in the list of cases."""

    every = "every"
    open = "open"
    closed = "closed"
    dropped = "dropped"  # merged or withdrawn
    overdue = "overdue"
    answered = "answered"
    answered_in_time = "answered_in_time"
    answer_late = "answer_late"
    resolved = "resolved"
    resolved_in_time = "resolved_in_time"
    resolve_late = "resolve_late"
    redone = "redone"
    rated = "rated"
    satisfied = "satisfied"


@dataclass(frozen=True)
class Reported:
    """One case as the report sees it: codes, what counts it, and working time."""

    kind: str
    place: str
    trade: str | None
    staff_id: UUID | None
    employer: str | None
    counts: frozenset[Counted]
    answer_took: timedelta | None = None
    resolution_took: timedelta | None = None


@dataclass(frozen=True)
class CaseFigures:
    """Durations in working time, None where nothing counts."""

    of: Mapping[Counted, int]
    answer: timedelta | None
    resolution: timedelta | None
    resolution_of_most: timedelta | None  # nine of ten took no longer


_MOST: Final = 0.9


def in_time(counts: Iterable[Counted]) -> frozenset[Counted]:
    """With what follows from the rest: answered or resolved, and no limit of it missed."""
    known = frozenset(counts)
    found = set(known)
    if Counted.answered in known and Counted.answer_late not in known:
        found.add(Counted.answered_in_time)
    if Counted.resolved in known and Counted.resolve_late not in known:
        found.add(Counted.resolved_in_time)
    return frozenset(found)


def case_figures(rows: Sequence[Reported]) -> CaseFigures:
    answers = [row.answer_took for row in rows if row.answer_took is not None]
    took = [row.resolution_took for row in rows if row.resolution_took is not None]
    # Of many rows few differ in what counts them.
    alike = Counter(row.counts for row in rows)
    return CaseFigures(
        of={
            counted: sum(many for counts, many in alike.items() if counted in counts)
            for counted in Counted
        },
        answer=_median(answers),
        resolution=_median(took),
        resolution_of_most=within_most(took),
    )


def places_of(path: str) -> tuple[str, ...]:
    """A county counts in its city too; what the province holds itself is its own place."""
    codes = path.split("/")
    return tuple("/".join(codes[:depth]) for depth in range(2, len(codes) + 1)) or (path,)


def within_most(took: Sequence[timedelta]) -> timedelta | None:
    """By nearest rank, so that it is the time of a real case."""
    if not took:
        return None
    rank = -int(-len(took) * _MOST // 1)
    return sorted(took)[rank - 1]


def _median(took: Sequence[timedelta]) -> timedelta | None:
    seconds = [each.total_seconds() for each in took]
    return timedelta(seconds=median(seconds)) if seconds else None
