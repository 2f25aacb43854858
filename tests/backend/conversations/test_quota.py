"""The reply quota as a table of what people do and what may then be said (facts: 5 in 48 h, 3 in 1 min)."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from backend.contracts.messages import DeliveryResult, DeliveryStatus, InboundKind
from backend.conversations.quota import ALLOWANCES, Grant, Ledger, Trigger, earned_by
from backend.conversations.settling import balanced

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOURS_48 = timedelta(hours=48)


def spent(ledger: Ledger, times: int, at: datetime = NOW) -> Ledger:
    for _ in range(times):
        ledger = ledger.spend(at)
    return ledger


@pytest.mark.parametrize(
    ("kind", "option_id", "trigger"),
    [
        (InboundKind.text, None, Trigger.message),
        (InboundKind.text, "1f-1", Trigger.tap),
        (InboundKind.image, None, Trigger.message),
        (InboundKind.voice, None, Trigger.message),
        (InboundKind.location, None, Trigger.message),
        (InboundKind.menu_tap, None, Trigger.tap),
        (InboundKind.follow, None, Trigger.tap),
        (InboundKind.scan, None, Trigger.tap),
        (InboundKind.unfollow, None, None),
    ],
)
def test_what_somebody_does_earns_this(
    kind: InboundKind, option_id: str | None, trigger: Trigger | None
) -> None:
    assert earned_by(kind, option_id=option_id) is trigger


def test_who_never_wrote_cannot_be_written_to() -> None:
    assert Ledger().left(NOW) == 0
    assert Ledger().closes_at(NOW) is None


@pytest.mark.parametrize(
    ("trigger", "after", "left"),
    [
        (Trigger.message, HOURS_48 - SECOND, 5),
        (Trigger.message, HOURS_48, 0),
        (Trigger.message, HOURS_48 + SECOND, 0),
        (Trigger.tap, 59 * SECOND, 3),
        (Trigger.tap, 60 * SECOND, 0),
        (Trigger.tap, 61 * SECOND, 0),
    ],
)
def test_edge_12_windows_close_to_the_second(trigger: Trigger, after: timedelta, left: int) -> None:
    assert Ledger().earn(trigger, NOW).left(NOW + after) == left


@pytest.mark.parametrize("trigger", list(Trigger))
def test_edge_12_one_more_than_the_limit_is_refused(trigger: Trigger) -> None:
    ledger = Ledger().earn(trigger, NOW)
    limit = ALLOWANCES[trigger].sends
    assert [spent(ledger, times).left(NOW) for times in (limit - 1, limit, limit + 1)] == [1, 0, 0]


def test_grants_do_not_add_up_and_each_send_counts_against_both() -> None:
    ledger = Ledger().earn(Trigger.message, NOW).earn(Trigger.tap, NOW)
    assert ledger.left(NOW) == 5
    ledger = spent(ledger, 3)
    assert ledger.left(NOW) == 2
    assert ledger.tap.left == 0


def test_a_tap_lets_an_exhausted_conversation_speak_for_a_minute() -> None:
    ledger = spent(Ledger().earn(Trigger.message, NOW), 5).earn(Trigger.tap, NOW + SECOND)
    assert ledger.left(NOW + 2 * SECOND) == 3
    assert ledger.left(NOW + timedelta(minutes=2)) == 0


def test_the_assistant_leaves_one_for_staff_and_notices() -> None:
    ledger = spent(Ledger().earn(Trigger.message, NOW), 4)
    assert ledger.left(NOW) == 1
    assert ledger.left_for_assistant(NOW) == 0
    assert ledger.earn(Trigger.tap, NOW).left_for_assistant(NOW) == 3


def test_a_retry_of_the_platform_earns_nothing_new() -> None:
    ledger = spent(Ledger().earn(Trigger.message, NOW), 2)
    assert ledger.earn(Trigger.message, NOW) == ledger
    assert ledger.earn(Trigger.message, NOW + SECOND).left(NOW + SECOND) == 5


@pytest.mark.parametrize(
    ("message", "tap", "sends"), list(product((0, 3, 5), (0, 2, 3), (1, 2, 3)))
)
def test_a_refund_restores_exactly_what_was_counted(message: int, tap: int, sends: int) -> None:
    before = Ledger(Grant(Trigger.message, NOW, message), Grant(Trigger.tap, NOW, tap))
    assert before.spend(NOW, sends).refund(NOW, sends) == before


def test_a_refund_does_not_touch_what_was_earned_after_the_attempt() -> None:
    tried_at = NOW + 10 * SECOND
    ledger = Ledger().earn(Trigger.message, NOW).spend(tried_at)
    ledger = ledger.earn(Trigger.message, tried_at + SECOND).spend(tried_at + 2 * SECOND)
    assert ledger.refund(tried_at).left(tried_at + 3 * SECOND) == 4


@pytest.mark.parametrize(
    ("status", "reason", "sent", "left"),
    [
        (DeliveryStatus.accepted, "", 1, 4),
        (DeliveryStatus.accepted, "", 0, 4),  # recorded by the gateway without a count
        (DeliveryStatus.accepted, "", 3, 2),  # cut into three
        (DeliveryStatus.retry, "busy", 0, 5),
        (DeliveryStatus.uncertain, "no_answer", 0, 4),
        (DeliveryStatus.refused, "too_long", 0, 5),
        (DeliveryStatus.refused, "quota_spent", 0, 0),
        (DeliveryStatus.refused, "window_closed", 0, 0),
        (DeliveryStatus.refused, "not_following", 0, 0),
    ],
)
def test_the_ledger_follows_what_the_platform_says(
    status: DeliveryStatus, reason: str, sent: int, left: int
) -> None:
    counted = Ledger().earn(Trigger.message, NOW).spend(NOW)
    result = DeliveryResult(status=status, reason=reason, sent=sent)
    assert balanced(counted, result, NOW).left(NOW) == left


def test_an_answer_that_went_passively_after_all_costs_nothing() -> None:
    counted = Ledger().earn(Trigger.message, NOW).spend(NOW)
    result = DeliveryResult(status=DeliveryStatus.accepted, passively=True)
    assert balanced(counted, result, NOW).left(NOW) == 5
