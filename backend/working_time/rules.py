"""Working time: is somebody there, when again, and when a limit ends. No I/O here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.staff.roles import Role
from backend.staff.rules import Binding, covers

CHINA = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_ZERO = timedelta(0)
_WEEKDAYS = "一二三四五六日"
# From then on the State Council's notice for the next year is to be expected.
_WARN_FROM_MONTH = 10
MOST_SPANS = 4

Span = tuple[time, time]
DEFAULT_SPANS: tuple[Span, ...] = ((time(9), time(12)), (time(14), time(17, 30)))


@dataclass(frozen=True)
class WorkCalendar:
    """`exceptions` are the days that differ from their weekday; a year not in `known_years` has none yet.

    Limits into such a year are counted by weekdays: a little early, never late.
    """

    spans: tuple[Span, ...] = DEFAULT_SPANS
    exceptions: Mapping[date, bool] = field(default_factory=dict)
    official_years: frozenset[int] = frozenset()
    known_years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not are_fit(self.spans):
            raise ValueError("a working day needs intervals in order that do not overlap")

    def is_working_day(self, day: date) -> bool:
        return self.exceptions.get(day, is_weekday(day))

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(CHINA)
        now = local.time()
        return self.is_working_day(local.date()) and any(a <= now < b for a, b in self.spans)

    def next_opening(self, at: datetime) -> datetime:
        """The next moment somebody is there; `at` itself while open."""
        return next(max(opens, at.astimezone(CHINA)) for opens, _ in self.intervals_from(at))

    def add_days(self, at: datetime, days: int) -> datetime:
        """The end of the n-th working day after the day of `at`."""
        if days < 1:
            raise ValueError("a limit is at least one working day")
        day = at.astimezone(CHINA).date()
        while days > 0:
            day += _DAY
            days -= self.is_working_day(day)
        return datetime.combine(day, self.spans[-1][1], CHINA)

    def add(self, at: datetime, working: timedelta) -> datetime:
        """The first moment by which this much working time has passed: 17:30, not 9:00 the day after."""
        if working < _ZERO:
            raise ValueError("working time only runs forward")
        if working == _ZERO:
            return at.astimezone(CHINA)
        for opens, closes in self.intervals_from(at):
            start = max(opens, at)
            if closes - start >= working:
                return start.astimezone(CHINA) + working
            working -= closes - start
        raise AssertionError("working time never ends")  # pragma: no cover

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from one to the other; negative when `end` was before `start`."""
        if end < start:
            return -self.between(end, start)
        passed = _ZERO
        for opens, closes in self.intervals_from(start):
            if opens >= end:
                break
            passed += min(closes, end) - max(opens, start)
        return passed

    def hours_in_words(self) -> str:
        """周一至周五 9:00–12:00、14:00–17:30"""
        return "周一至周五 " + spans_in_words(self.spans)

    def spoken(self, at: datetime, *, now: datetime) -> str:
        """今天 14:00, 明天 9:00, 周一 9:00, 10月8日 9:00"""
        local, today = at.astimezone(CHINA), now.astimezone(CHINA).date()
        return f"{_day_in_words(local.date(), today)} {_clock(local.time())}"

    def intervals_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is worked and not over yet at that moment, without end."""
        day = at.astimezone(CHINA).date()
        while True:
            if self.is_working_day(day):
                for opens, closes in self.spans:
                    end = datetime.combine(day, closes, CHINA)
                    if end > at:
                        yield datetime.combine(day, opens, CHINA), end
            day += _DAY


def midnight(day: date) -> datetime:
    """The first moment of a day in China."""
    return datetime.combine(day, time(), CHINA)


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


def are_fit(spans: Sequence[Span]) -> bool:
    """One to four, each opening before it closes, and after the one before has closed."""
    edges = [edge for span in spans for edge in span]
    in_order = all(a < b for a, b in spans) and edges == sorted(edges)
    return 0 < len(spans) <= MOST_SPANS and in_order


def spans_in_words(spans: Iterable[Span]) -> str:
    return "、".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans)


def narrowest[T](path: str, by_path: Mapping[str, T]) -> T | None:
    """What the nearest place that has something has: the place itself, else the one above it."""
    held = [place for place in by_path if covers(place, path)]
    return by_path[max(held, key=len)] if held else None


def years_to_warn_of(
    today: date, *, known_years: Iterable[int], official_years: Iterable[int]
) -> tuple[int, ...]:
    """Years whose holidays are missing or not official yet: this one, and from October on the next."""
    wanted = {today.year} | ({today.year + 1} if today.month >= _WARN_FROM_MONTH else set())
    return tuple(sorted(wanted - (set(known_years) & set(official_years))))


def may_set_days(bindings: Iterable[Binding]) -> bool:
    """Holidays are the same in the whole province."""
    return any(binding.role is Role.province_administrator for binding in bindings)


def may_set_hours(bindings: Iterable[Binding], division_path: str) -> bool:
    """Administrators, at their own place and below it."""
    administrators = {Role.province_administrator, Role.city_administrator}
    return any(b.role in administrators and covers(b.path, division_path) for b in bindings)


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}"


def _day_in_words(day: date, today: date) -> str:
    """A weekday names a day of the coming week only; after a long holiday the date does."""
    days = (day - today).days
    near = {0: "今天", 1: "明天"}
    if days in near:
        return near[days]
    if 1 < days < 7:
        return f"周{_WEEKDAYS[day.weekday()]}"
    return f"{day.month}月{day.day}日"
