"""Figures of the cases opened in a time: answered, resolved, in time or late, done again. No I/O here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final


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
class CaseFigures:
    """Durations in working time, None where nothing counts."""

    of: Mapping[Counted, int]
    answer: timedelta | None
    resolution: timedelta | None
    resolution_of_most: timedelta | None  # nine of ten took no longer


NOTHING: Final = CaseFigures(dict.fromkeys(Counted, 0), None, None, None)
