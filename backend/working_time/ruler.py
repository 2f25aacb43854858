"""Working time between many moments of one calendar: its intervals are laid out once. No I/O here."""

from bisect import bisect_right
from datetime import datetime, timedelta
from itertools import takewhile

from backend.working_time.rules import WorkCalendar


class Ruler:
    """What `WorkCalendar.between` says, for moments from `start` to `end`, without walking each day."""

    def __init__(self, calendar: WorkCalendar, start: datetime, end: datetime) -> None:
        spans = takewhile(lambda span: span[0] < end, calendar.intervals_from(start))
        self._opens: list[float] = []
        self._lengths: list[float] = []
        self._before: list[float] = []
        worked = 0.0
        for opens, closes in spans:
            self._opens.append(opens.timestamp())
            self._lengths.append((closes - opens).total_seconds())
            self._before.append(worked)
            worked += self._lengths[-1]

    def between(self, start: datetime, end: datetime) -> timedelta:
        return timedelta(seconds=max(self._until(end) - self._until(start), 0.0))

    def _until(self, at: datetime) -> float:
        moment = at.timestamp()
        last = bisect_right(self._opens, moment) - 1
        if last < 0:
            return 0.0
        return self._before[last] + min(moment - self._opens[last], self._lengths[last])
