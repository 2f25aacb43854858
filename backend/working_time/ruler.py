"""Working time between many moments of one calendar: its intervals are laid out once. No I/O here."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from itertools import accumulate, takewhile

from backend.working_time.rules import WorkCalendar

_ZERO = timedelta(0)


class Ruler:
    """What `WorkCalendar.between` says, for moments from `start` to `end`, without walking each day.

    `opens` are the moments work begins, `before` what was worked until each, and at last in all.
    """

    def __init__(self, calendar: WorkCalendar, start: datetime, end: datetime) -> None:
        spans = list(takewhile(lambda span: span[0] < end, calendar.intervals_from(start)))
        self.opens = [opens.astimezone(UTC) for opens, _ in spans]
        lengths = (closes - opens for opens, closes in spans)
        self.before = list(accumulate(lengths, initial=_ZERO))

    def between(self, start: datetime, end: datetime) -> timedelta:
        return self._until(end) - self._until(start)

    def _until(self, at: datetime) -> timedelta:
        begun = bisect_right(self.opens, at)
        if begun == 0:
            return _ZERO
        # After closing, no more than the interval had.
        return min(self.before[begun - 1] + (at - self.opens[begun - 1]), self.before[begun])
