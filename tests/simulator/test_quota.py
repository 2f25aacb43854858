"""How many messages an account may send, and until when."""

from datetime import UTC, datetime, timedelta

import pytest

from simulator.quota import CountExceeded, Ledger, NoWindow, Trigger, standard_allowances

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(standard_allowances(timedelta(hours=48), timedelta(minutes=1)))


def spend(ledger: Ledger, times: int, at: datetime = NOON) -> None:
    for _ in range(times):
        ledger.spend(at)


def test_nobody_is_written_to_who_did_nothing(ledger: Ledger) -> None:
    with pytest.raises(NoWindow):
        ledger.spend(NOON)


def test_a_message_allows_five_and_a_sixth_is_too_many(ledger: Ledger) -> None:
    ledger.earn(Trigger.message, NOON)
    spend(ledger, 5)
    with pytest.raises(CountExceeded):
        ledger.spend(NOON)


def test_a_tap_allows_three_within_a_minute(ledger: Ledger) -> None:
    ledger.earn(Trigger.tap, NOON)
    spend(ledger, 3, NOON + timedelta(seconds=59))
    with pytest.raises(CountExceeded):
        ledger.spend(NOON + timedelta(seconds=59))
    with pytest.raises(NoWindow):
        ledger.spend(NOON + timedelta(seconds=60))


def test_a_message_counts_for_forty_eight_hours_to_the_second(ledger: Ledger) -> None:
    ledger.earn(Trigger.message, NOON)
    ledger.spend(NOON + timedelta(hours=48, seconds=-1))
    with pytest.raises(NoWindow):
        ledger.spend(NOON + timedelta(hours=48))


def test_a_new_message_starts_over_and_adds_nothing(ledger: Ledger) -> None:
    ledger.earn(Trigger.message, NOON)
    spend(ledger, 2)
    ledger.earn(Trigger.message, NOON)
    spend(ledger, 5)
    with pytest.raises(CountExceeded):
        ledger.spend(NOON)


def test_a_tap_and_a_message_do_not_add_up_to_eight(ledger: Ledger) -> None:
    ledger.earn(Trigger.tap, NOON)
    ledger.earn(Trigger.message, NOON)
    spend(ledger, 5)
    with pytest.raises(CountExceeded):
        ledger.spend(NOON)


def test_a_tap_after_an_exhausted_message_allows_three_more(ledger: Ledger) -> None:
    ledger.earn(Trigger.message, NOON)
    spend(ledger, 5)
    ledger.earn(Trigger.tap, NOON)
    spend(ledger, 3)
    with pytest.raises(CountExceeded):
        ledger.spend(NOON)
