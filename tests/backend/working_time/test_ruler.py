"""A ruler says what the calendar says, only faster."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.working_time.ruler import Ruler
from backend.working_time.rules import WorkCalendar

START = datetime(2026, 9, 20, tzinfo=UTC)
END = START + timedelta(days=30)
_MOMENTS = st.integers(0, 30 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@given(_MOMENTS, _MOMENTS)
def test_it_measures_as_the_calendar_does(one: datetime, other: datetime) -> None:
    calendar = WorkCalendar()
    start, end = sorted((one, other))
    assert Ruler(calendar, START, END).between(start, end) == calendar.between(start, end)
