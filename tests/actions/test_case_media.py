"""Photos and recordings as evidence: only with consent, and never lost on the way to the case (L05)."""

from uuid import uuid4

import pytest

from actions import case_steps as steps
from actions import steps as join_steps
from backend.contracts.cases import CaseStatus
from backend.contracts.errors import ErrorCode
from tests.actions.conftest import Courier
from tests.actions.fake_backend import FakeBackend
from tests.actions.fake_cases import a_case
from tests.actions.telling import begins


async def test_whoever_has_not_agreed_is_asked_before_the_first_photo(
    courier: Courier, fake: FakeBackend
) -> None:
    await begins(courier, until=steps.CONSENT)
    await courier.says("agree_consent", version="1")
    assert courier.question == steps.EVIDENCE
    assert await courier.sends_photo() == ["utter_case_received"]
    assert courier.words["count"] == 1
    assert courier.question == steps.SUMMARY


async def test_the_notice_can_be_read_first(courier: Courier) -> None:
    await begins(courier, until=steps.CONSENT)
    assert await courier.says("read_notice") == ["utter_privacy_notice"]
    assert courier.question == steps.CONSENT


async def test_a_no_to_photos_ends_nothing(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier, until=steps.CONSENT)
    await courier.says("deny", "不同意")
    assert courier.question == steps.SUMMARY
    assert fake.help.consented == set()


@pytest.mark.parametrize("intent", ["send_photo", "send_recording", "send_video"])
async def test_what_comes_before_consent_is_not_kept_and_asked_for_again(
    courier: Courier, fake: FakeBackend, intent: str
) -> None:
    await begins(courier, until=steps.COUNTY)
    said = await courier.says(intent, problem="consent_required")
    assert said == ["utter_error_consent_required"]
    assert courier.question == steps.CONSENT
    assert await courier.says("agree_consent", version="1") == ["utter_case_send_now"]
    assert courier.question == steps.COUNTY


async def test_a_notice_that_changed_is_shown_again(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier, until=steps.CONSENT)
    fake.refuse("consent", ErrorCode.notice_changed)
    said = await courier.says("agree_consent", version="0")
    assert said == ["utter_error_notice_changed", "utter_privacy_notice"]
    assert courier.question == steps.CONSENT


@pytest.mark.parametrize("question", [steps.EMPLOYER, steps.AMOUNT, steps.SUMMARY])
async def test_evidence_is_taken_at_any_question(
    courier: Courier, fake: FakeBackend, question: str
) -> None:
    fake.help.consented.add(courier.id)
    await courier.says("wage_arrears", "站长欠我工资")
    state = fake.help.drafts[courier.id]
    while courier.question != question:
        await courier.says("skip_question")
    await courier.sends_photo()
    await courier.says("send_recording", document=str(uuid4()))
    await courier.says("send_video", document=str(uuid4()))
    assert state.evidence_count == 3
    assert courier.question == question


@pytest.mark.parametrize(
    "problem",
    ["photo_too_large", "photo_not_image", "photo_missing", "recording_unusable", "video_unusable"],
)
async def test_what_cannot_be_kept_is_refused_kindly(courier: Courier, problem: str) -> None:
    await begins(courier, until=steps.AMOUNT)
    assert await courier.says("send_photo", problem=problem) == [f"utter_error_{problem}"]
    assert courier.question == steps.AMOUNT


async def test_a_pile_that_is_full_says_so(courier: Courier, fake: FakeBackend) -> None:
    fake.refuse("evidence", ErrorCode.evidence_full)
    await begins(courier, until=steps.AMOUNT)
    assert await courier.sends_photo() == ["utter_error_evidence_full"]
    assert courier.question == steps.AMOUNT


# Out of the blue


async def test_a_photo_out_of_the_blue_goes_to_the_draft(
    courier: Courier, fake: FakeBackend
) -> None:
    await begins(courier, until=steps.AMOUNT)
    await courier.says("goodbye", "先忙", confidence=0.9)
    assert await courier.sends_photo() == ["utter_case_received"]
    assert courier.question == steps.AMOUNT


async def test_a_photo_out_of_the_blue_goes_to_the_open_case(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.help.cases = [a_case(CaseStatus.closed, may_add=False), a_case()]
    assert await courier.sends_photo() == ["utter_case_added"]
    assert courier.question == steps.ADDITION
    assert fake.help.deeds == [("add", "document")]


async def test_a_recording_out_of_the_blue_goes_to_the_open_case(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.help.cases = [a_case()]
    await courier.says("send_recording", document=str(uuid4()))
    assert fake.help.deeds == [("add", "document")]


async def test_for_an_open_case_consent_is_asked_too(courier: Courier, fake: FakeBackend) -> None:
    fake.help.cases = [a_case()]
    await courier.says("send_photo", problem="consent_required")
    assert courier.question == steps.CONSENT
    await courier.says("agree_consent", version="1")
    assert courier.question == steps.ADDITION
    assert await courier.sends_photo() == ["utter_case_added"]


MEDIA = ["send_photo", "send_recording", "send_video"]


@pytest.mark.parametrize("intent", MEDIA)
async def test_what_is_for_whoever_was_asked_for_is_only_acknowledged(
    courier: Courier, intent: str
) -> None:
    assert await courier.says(intent) == [f"utter_{intent}"]
    assert courier.question is None


@pytest.mark.parametrize("intent", MEDIA)
async def test_in_the_middle_of_joining_it_goes_to_the_colleague_and_joining_goes_on(
    courier: Courier, intent: str
) -> None:
    await courier.reaches(join_steps.CONSENT)
    assert await courier.says(intent) == [f"utter_{intent}"]
    assert courier.question == join_steps.CONSENT


@pytest.mark.parametrize("intent", MEDIA)
async def test_in_the_middle_of_telling_it_goes_to_the_colleague_and_the_question_stays(
    courier: Courier, intent: str
) -> None:
    await begins(courier, until=steps.COUNTY)
    assert await courier.says(intent) == [f"utter_{intent}"]
    assert courier.question == steps.COUNTY


async def test_who_consented_and_waits_hears_that_the_photo_is_with_the_colleague(
    courier: Courier,
) -> None:
    said = await courier.says("send_photo", photo=str(uuid4()), waiting="yes")
    assert said == ["utter_send_photo"]


async def test_who_waits_hears_why_a_photo_is_not_with_the_colleague(courier: Courier) -> None:
    said = await courier.says("send_photo", problem="photo_too_large", waiting="yes")
    assert said == ["utter_error_photo_too_large"]


async def test_what_was_not_kept_in_the_middle_of_joining_is_not_said_to_be(
    courier: Courier,
) -> None:
    await courier.reaches(join_steps.PHONE)
    said = await courier.says("send_recording", problem="recording_unusable")
    assert said == ["utter_error_recording_unusable"]
    assert courier.question == join_steps.PHONE


async def test_a_photo_for_nothing_is_not_kept(courier: Courier) -> None:
    assert await courier.sends_photo() == ["utter_photo_without_application"]


async def test_a_card_that_joining_still_lacks_goes_there(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.help.cases = [a_case()]
    await courier.reaches(join_steps.EMBLEM)
    await courier.says("goodbye", "先忙", confidence=0.9)
    assert await courier.sends_photo() == ["utter_photo_received"]
