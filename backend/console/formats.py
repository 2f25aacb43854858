"""Times and waits as staff read them: 「今天 14:05」, 「11-20」, 「剩 1 天」. Asia/Shanghai. No I/O here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.working_time.rules import CHINA

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def short_time(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "—"
    local, today = at.astimezone(CHINA), now.astimezone(CHINA).date()
    if local.date() == today:
        return f"今天 {local:%H:%M}"
    if local.date() == today - _DAY:
        return f"昨天 {local:%H:%M}"
    return f"{local:%m-%d}" if local.year == today.year else f"{local:%Y-%m-%d}"


def coming_time(at: datetime, now: datetime) -> str:
    """With the hour whatever the day: somebody comes back to it then."""
    local, today = at.astimezone(CHINA), now.astimezone(CHINA).date()
    day = {today: "今天", today + _DAY: "明天"}.get(local.date(), f"{local:%m-%d}")
    return f"{day} {local:%H:%M}"


def full_time(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" if at else ""


@dataclass(frozen=True)
class Wait:
    """`level` is late, soon or calm; the words say it too, never the color alone."""

    words: str
    level: str


def wait_until(due: datetime | None, now: datetime) -> Wait:
    if due is None:
        return Wait("—", "calm")
    left = due - now
    if left < timedelta(0):
        return Wait(f"超期 {_span(-left)}", "late")
    return Wait(f"剩 {_span(left)}", "soon" if left < _DAY else "calm")


def waited_since(at: datetime, now: datetime) -> str:
    return _span(max(now - at, timedelta(0)))


def _span(length: timedelta) -> str:
    if length >= _DAY:
        return f"{length.days} 天"
    if length >= _HOUR:
        return f"{length // _HOUR} 小时"
    return f"{max(length // timedelta(minutes=1), 1)} 分钟"
