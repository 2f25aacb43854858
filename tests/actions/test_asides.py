"""Whatever is said in the middle of joining is answered, and nothing typed is mistaken for it."""

import pytest

from actions import steps
from tests.actions.conftest import Courier
from tests.actions.fake_backend import FakeBackend

EVERY_QUESTION = [
    steps.CONSENT,
    steps.PORTRAIT,
    steps.EMBLEM,
    steps.IDENTITY,
    steps.TRADE,
    steps.EMPLOYER,
    steps.COUNTY,
    steps.PHONE,
    steps.SUMMARY,
]


@pytest.mark.parametrize("question", EVERY_QUESTION)
async def test_a_person_can_be_asked_for_at_any_question(
    courier: Courier, fake: FakeBackend, question: str
) -> None:
    await courier.reaches(question)
    said = await courier.says("request_human", "转人工", confidence=0.4)
    assert said == ["utter_handoff_open"]
    assert [request.reason for _, request in fake.handoffs] == ["request_human"]
    assert courier.question == question


@pytest.mark.parametrize("question", EVERY_QUESTION)
async def test_somebody_in_danger_is_never_asked_for_a_form(
    courier: Courier, fake: FakeBackend, question: str
) -> None:
    """L10."""
    await courier.reaches(question)
    said = await courier.says("express_crisis", "不想活了")
    assert said == ["utter_express_crisis", "utter_handoff_urgent"]
    assert courier.question == steps.DANGER_WHERE
    assert courier.id in fake.drafts


@pytest.mark.parametrize("question", EVERY_QUESTION)
@pytest.mark.parametrize(
    ("intent", "expected"),
    [
        ("greet", "utter_join_greet"),
        ("help", "utter_join_help"),
        ("faq/dues", "utter_faq/dues"),
        ("check_application", "utter_progress_none"),
        ("send_voice", "utter_send_voice"),
        ("send_recording", "utter_send_recording"),
        ("send_code", "utter_send_unsupported"),
        ("send_unsupported", "utter_send_unsupported"),
        ("stale_tap", "utter_stale_tap"),
    ],
)
async def test_an_aside_is_answered_and_the_question_stays(
    courier: Courier, question: str, intent: str, expected: str
) -> None:
    await courier.reaches(question)
    assert await courier.says(intent, "话") == [expected]
    assert courier.question == question


@pytest.mark.parametrize("question", EVERY_QUESTION)
async def test_an_empty_or_puzzling_message_breaks_nothing(courier: Courier, question: str) -> None:
    await courier.reaches(question)
    await courier.says("nlu_fallback", "", confidence=0.9)
    assert courier.question is not None


async def test_an_unsure_guess_does_not_swallow_an_answer(courier: Courier) -> None:
    await courier.reaches(steps.COUNTY)
    await courier.says("transfer_membership", "金水区", confidence=0.45)
    assert courier.question == steps.PHONE


async def test_a_question_about_trades_that_names_one_is_its_own_answer(courier: Courier) -> None:
    await courier.reaches(steps.TRADE)
    await courier.says("faq/trade_choice", "我送外卖的选哪个", confidence=0.9)
    assert courier.question == steps.EMPLOYER


async def test_a_nod_is_not_an_employer(courier: Courier) -> None:
    await courier.reaches(steps.EMPLOYER)
    assert await courier.says("affirm", "嗯", confidence=0.95) == ["utter_join_not_understood"]
    assert courier.question == steps.EMPLOYER


async def test_goodbye_leaves_the_draft_for_later(courier: Courier, fake: FakeBackend) -> None:
    await courier.reaches(steps.PHONE)
    assert await courier.says("goodbye", "先忙了", confidence=0.9) == ["utter_join_goodbye"]
    assert courier.question is None
    await courier.says("keep_going")
    assert courier.question == steps.PHONE
