"""When somebody is at the desk (a plain week; holidays come with the working calendar). No I/O here."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
HOURS = "周一至周五 9:00–12:00、14:00–17:30"
_SPANS = ((time(9), time(12)), (time(14), time(17, 30)))
_WEEKDAYS = "一二三四五六日"


def is_open(at: datetime) -> bool:
    local = at.astimezone(CHINA)
    return local.weekday() < 5 and any(a <= local.time() < b for a, b in _SPANS)


def next_opening(at: datetime) -> datetime:
    """The next moment somebody is there; `at` itself while open."""
    local = at.astimezone(CHINA)
    if is_open(local):
        return local
    for day in range(8):
        date = local.date() + timedelta(days=day)
        for start, _ in _SPANS:
            opening = datetime.combine(date, start, CHINA)
            if date.weekday() < 5 and opening > local:
                return opening
    raise AssertionError("a week without an opening")  # pragma: no cover


def add_working_days(at: datetime, days: int) -> datetime:
    """The end of the working day `days` later; weekends do not count."""
    day = at.astimezone(CHINA).date()
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            days -= 1
    return datetime.combine(day, _SPANS[-1][1], CHINA)


def spoken(at: datetime, *, now: datetime) -> str:
    """今天 14:00, 明天 9:00, 周一 9:00"""
    local, today = at.astimezone(CHINA), now.astimezone(CHINA).date()
    days = (local.date() - today).days
    names = {0: "今天", 1: "明天"}
    day = names.get(days, f"周{_WEEKDAYS[local.weekday()]}")
    return f"{day} {local.hour}:{local.minute:02d}"
