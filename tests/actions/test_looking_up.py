"""查进度, 我的会员, and coming back after hours away."""

from datetime import UTC, datetime

import pytest

from actions import steps
from backend.contracts.joining import ApplicationStatus, Progress
from tests.actions.conftest import Courier
from tests.actions.fake_backend import FakeBackend, a_member


@pytest.mark.parametrize("status", list(ApplicationStatus))
async def test_progress_is_told_for_every_status(
    courier: Courier, fake: FakeBackend, status: ApplicationStatus
) -> None:
    fake.progress = [
        Progress(
            number="RH-4101-000128",
            status=status,
            reviewer="郑州市新业态工会联合会",
            submitted_at=datetime(2026, 3, 1, 16, 30, tzinfo=UTC),
        )
    ]
    said = await courier.runs("action_tell_progress", "check_application")
    assert said == [f"utter_progress_{status.value}"]
    # Half past midnight in Henan is the next day.
    assert courier.words["submitted_at"] == "3-2"


async def test_a_member_sees_number_and_union(courier: Courier, fake: FakeBackend) -> None:
    fake.membership = a_member()
    assert await courier.runs("action_tell_membership", "show_membership") == ["utter_membership"]
    assert courier.words["member_number"] == "HN410105000001"


async def test_a_retained_member_hears_how_to_resume(courier: Courier, fake: FakeBackend) -> None:
    """S36, S37."""
    fake.membership = a_member().model_copy(update={"status": "retained"})
    said = await courier.runs("action_tell_membership", "show_membership")
    assert said == ["utter_membership_retained"]


async def test_after_hours_away_the_next_photo_just_counts(courier: Courier) -> None:
    await courier.reaches(steps.EMBLEM)
    courier.slots = {}
    await courier.runs("action_session_start", "greet")
    kinds = [event["event"] for event in courier.events]
    assert kinds[0] == "session_started"
    assert kinds[-1] == "action"
    assert {"event": "active_loop", "timestamp": None, "name": "question_form"} in courier.events
    assert await courier.sends_photo() == ["utter_photo_received"]
    assert courier.question == steps.IDENTITY


async def test_who_never_agreed_is_not_asked_again_unbidden(courier: Courier) -> None:
    await courier.says("join_union")
    courier.slots = {}
    await courier.runs("action_session_start", "greet")
    assert courier.question is None


async def test_a_session_starts_without_the_backend_too(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.is_down = True
    await courier.runs("action_session_start", "greet")
    assert [event["event"] for event in courier.events] == ["session_started", "action"]
