"""When the next step is due for who waits, and when staff count as gone or silent. No I/O here."""

from datetime import datetime, timedelta

from backend.working_time.rules import WorkCalendar

# A page says every 20 s that it is open.
GONE_AFTER = timedelta(seconds=60)
# Working minutes after the person's word, or after it was taken.
SILENT_AFTER = timedelta(minutes=5)
LOOK_AGAIN = timedelta(seconds=15)
LONGEST_SNOOZE = timedelta(days=7)

ALERT, OFFER, CLIMB, CASE = 1, 2, 3, 4
_AFTER = {
    ALERT: timedelta(seconds=60),
    OFFER: timedelta(minutes=3),
    CLIMB: timedelta(minutes=10),
    CASE: timedelta(minutes=30),
}
# What a colleague needs for one person, for a word on how long it takes.
_PER_PERSON = timedelta(minutes=4)


def next_step(step: int, *, queued_in_hours: bool) -> int:
    """Outside hours nobody is there to be alerted: the first step offers to write it down."""
    if step == 0:
        return ALERT if queued_in_hours else OFFER
    return step + 1


def step_due(
    step: int, queued_at: datetime, calendar: WorkCalendar, *, urgent: bool
) -> datetime | None:
    """None after the last one. Urgent ones know no hours; the offer comes at any."""
    if step not in _AFTER:
        return None
    in_hours = calendar.is_open(queued_at)
    if urgent or (step == OFFER and not in_hours):
        return queued_at + _AFTER[step]
    return calendar.add(queued_at, _AFTER[step])


def following(
    step: int, queued_at: datetime, calendar: WorkCalendar, *, urgent: bool
) -> tuple[int, datetime | None]:
    """The step after `step`, and when."""
    coming = next_step(step, queued_in_hours=urgent or calendar.is_open(queued_at))
    return coming, step_due(coming, queued_at, calendar, urgent=urgent)


def silent_at(
    waiting_since: datetime, taken_at: datetime | None, calendar: WorkCalendar, *, urgent: bool
) -> datetime:
    """From when on the colleague who has it counts as silent."""
    since = max(waiting_since, taken_at or waiting_since)
    return since + SILENT_AFTER if urgent else calendar.add(since, SILENT_AFTER)


def is_gone(heartbeat_at: datetime | None, now: datetime) -> bool:
    return heartbeat_at is None or now - heartbeat_at > GONE_AFTER


def expected_wait(ahead: int, at_work: int) -> timedelta:
    """A rough word for the person; with nobody at work it says nothing useful."""
    rounds = ahead // max(at_work, 1) + 1
    return rounds * _PER_PERSON
