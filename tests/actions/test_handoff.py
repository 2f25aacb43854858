"""Asked for a person: never silence, whatever the hour."""

import pytest

from actions.handoff import REASONS, URGENT
from backend.contracts.errors import ErrorCode
from tests.actions.conftest import Courier
from tests.actions.fake_backend import FakeBackend


@pytest.mark.parametrize("reason", sorted(REASONS))
async def test_the_reason_reaches_staff(courier: Courier, fake: FakeBackend, reason: str) -> None:
    said = await courier.runs("action_hand_off", reason)
    # Who threatens others is told of as the emergency it is (L10).
    told_as = "report_emergency" if reason == "threaten_others" else reason
    assert fake.handoffs[0][1].reason == told_as
    assert said[-1] == ("utter_handoff_urgent" if reason in URGENT else "utter_handoff_open")


async def test_at_night_the_person_hears_when_somebody_comes(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.open_now = False
    assert await courier.runs("action_hand_off", "request_human") == ["utter_handoff_closed"]
    assert courier.words["next_opening"] == "明天 9:00"


async def test_t0_where_somebody_is_at_work_the_person_hears_place_and_time(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.ahead, fake.minutes = 2, 12
    assert await courier.runs("action_hand_off", "request_human") == ["utter_handoff_queued"]
    assert (courier.words["place"], courier.words["minutes"]) == (3, 12)


async def test_asking_twice_is_answered_with_the_place_in_the_queue(courier: Courier) -> None:
    await courier.runs("action_hand_off", "request_human")
    assert await courier.runs("action_hand_off", "request_human") == ["utter_handoff_waiting"]


async def test_who_asked_for_a_person_may_allow_to_be_told_of_the_reply(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.notices_url = "https://union.example/m/notices"
    said = await courier.runs("action_hand_off", "request_human")
    assert said == ["utter_handoff_open", "utter_handoff_offer_notices"]
    assert courier.words["url"] == fake.notices_url
    assert await courier.runs("action_hand_off", "request_human") == ["utter_handoff_waiting"]


async def test_l10_who_is_in_danger_and_asks_where_people_are_hears_nothing_of_office_hours(
    courier: Courier, fake: FakeBackend
) -> None:
    """「谁来找我」 after 「活着没意思」: tomorrow at nine is no answer."""
    fake.open_now = False
    await courier.runs("action_hand_off", "express_crisis")
    assert await courier.runs("action_hand_off", "request_human") == ["utter_handoff_urgent"]


@pytest.mark.parametrize("refusal", [ErrorCode.internal, None])
async def test_when_nobody_can_be_told_the_public_numbers_are_given(
    courier: Courier, fake: FakeBackend, refusal: ErrorCode | None
) -> None:
    if refusal:
        fake.refuse("handoff", refusal)
    fake.is_down = refusal is None
    said = await courier.runs("action_hand_off", "report_emergency")
    assert said == ["utter_report_emergency", "utter_handoff_failed"]
