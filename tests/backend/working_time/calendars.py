"""Calendars and moments of all kinds: nights, breaks, holidays, weekends worked instead."""

from datetime import UTC, date, datetime, time

from hypothesis import strategies as st

from backend.working_time.rules import CHINA, Span, WorkCalendar


def china(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """One to four intervals a day, some of them touching."""
    count = draw(st.integers(1, 4))
    minutes = draw(
        st.lists(st.integers(0, 1439), min_size=2 * count, max_size=2 * count, unique=True)
    )
    edges = [time(m // 60, m % 60) for m in sorted(minutes)]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


days = st.dates(date(2025, 12, 1), date(2027, 3, 1))
calendars = st.builds(
    WorkCalendar, spans=spans(), exceptions=st.dictionaries(days, st.booleans(), max_size=60)
)
moments = st.datetimes(
    china(1, 1).replace(tzinfo=None),
    china(12, 31).replace(tzinfo=None),
    timezones=st.sampled_from([UTC, CHINA]),
)
