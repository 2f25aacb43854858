"""Photographs that cannot be used, come swapped, or come at the wrong moment."""

import pytest

from actions import steps
from backend.contracts.errors import ErrorCode
from tests.actions.conftest import Courier
from tests.actions.fake_backend import FakeBackend


async def test_a_blurred_photo_is_explained_and_asked_again(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.refuse("photo", ErrorCode.photo_blurred)
    await courier.reaches(steps.PORTRAIT)
    assert await courier.sends_photo() == ["utter_error_photo_blurred"]
    assert courier.question == steps.PORTRAIT


async def test_after_three_failures_one_may_type_instead(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.refuse("photo", ErrorCode.photo_too_dark, times=3)
    await courier.reaches(steps.PORTRAIT)
    for _ in range(3):
        await courier.sends_photo()
    assert courier.question == steps.PHOTO_TROUBLE
    await courier.says("type_instead")
    await courier.says("inform", "张小满")
    assert courier.question == steps.ID_NUMBER
    await courier.says("inform", "[[id:12ab34cd]]")
    await courier.says("inform", "长期")
    assert courier.question == steps.IDENTITY


async def test_a_good_photo_after_three_failures_needs_no_button(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.refuse("photo", ErrorCode.photo_glare, times=3)
    await courier.reaches(steps.PORTRAIT)
    for _ in range(4):
        await courier.sends_photo()
    assert courier.question == steps.EMBLEM


async def test_a_photo_too_large_to_store_is_explained(courier: Courier) -> None:
    await courier.reaches(steps.EMBLEM)
    said = await courier.says("send_photo", problem="photo_too_large")
    assert said == ["utter_error_photo_too_large"]
    assert courier.question == steps.EMBLEM


@pytest.mark.parametrize("problem", ["photo_too_large", "photo_not_image", "photo_missing"])
async def test_after_three_photos_that_could_not_be_stored_one_may_type_instead(
    courier: Courier, problem: str
) -> None:
    await courier.reaches(steps.PORTRAIT)
    for _ in range(3):
        assert await courier.says("send_photo", problem=problem) == [f"utter_error_{problem}"]
    assert courier.question == steps.PHOTO_TROUBLE
    await courier.says("type_instead")
    assert courier.question == steps.NAME


async def test_what_could_not_be_stored_counts_only_while_a_photo_is_asked_for(
    courier: Courier, fake: FakeBackend
) -> None:
    await courier.reaches(steps.TRADE)
    await courier.says("send_photo", problem="photo_not_image")
    assert courier.question == steps.TRADE
    assert fake.drafts[courier.id].photo_failures == 0


async def test_a_photo_too_many_does_no_harm(courier: Courier) -> None:
    await courier.reaches(steps.TRADE)
    assert await courier.sends_photo() == ["utter_photo_not_needed"]
    assert courier.question == steps.TRADE


async def test_a_photo_without_an_application_is_not_kept(courier: Courier) -> None:
    assert await courier.sends_photo() == ["utter_photo_without_application"]
    assert courier.question is None


async def test_a_photo_after_a_pause_goes_on_with_the_draft(courier: Courier) -> None:
    await courier.reaches(steps.EMBLEM)
    courier.slots = {}
    assert await courier.sends_photo() == ["utter_photo_received"]
    assert courier.question == steps.IDENTITY


async def test_retaking_forgets_both_sides(courier: Courier) -> None:
    await courier.reaches(steps.IDENTITY)
    await courier.says("retake_photos")
    assert courier.question == steps.PORTRAIT


async def test_an_expired_card_closes_kindly_and_keeps_the_draft(
    courier: Courier, fake: FakeBackend
) -> None:
    await courier.reaches(steps.EMBLEM)
    fake.refuse("photo", ErrorCode.id_card_expired)
    assert await courier.sends_photo() == ["utter_error_id_card_expired"]
    assert courier.question is None
    assert courier.id in fake.drafts
