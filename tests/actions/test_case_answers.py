"""The questions of a request for help: answered, left out, corrected, interrupted."""

import pytest

from actions import case_steps as steps
from actions.steps import DANGER_WHERE
from backend.contracts.errors import ErrorCode
from tests.actions.conftest import Courier
from tests.actions.fake_backend import FakeBackend
from tests.actions.telling import begins


async def test_a_tapped_answer_names_its_question(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier, until=steps.STILL_WORKING)
    await courier.says("choose_case", case_field="still_working", case_choice="no")
    assert fake.help.answers[-1] == ("still_working", "no")


async def test_what_may_be_left_out_is_passed_over(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier, until=steps.AMOUNT)
    await courier.says("skip_question", "跳过", confidence=0.9)
    assert fake.help.answers[-1] == ("amount", "")
    assert courier.question == steps.STILL_WORKING


async def test_a_place_can_be_sent(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier, until=steps.COUNTY)
    await courier.says("send_location", county="410105")
    assert fake.help.answers[-1] == ("county", "410105")


async def test_a_place_of_two_counties_is_asked_down_to_one(
    courier: Courier, fake: FakeBackend
) -> None:
    choices = [{"code": "410105", "label": "金水区"}, {"code": "410102", "label": "中原区"}]
    fake.refuse("county", ErrorCode.county_ambiguous, choices=choices)
    await begins(courier, until=steps.COUNTY)
    assert await courier.says("inform", "郑州") == ["utter_error_county_ambiguous"]
    assert courier.question == steps.WHICH_COUNTY
    assert "410105" in courier.buttons[0]["payload"]
    await courier.says("inform", "金水")
    assert courier.question == steps.AMOUNT


async def test_an_unreadable_number_is_asked_for_again_and_may_be_passed_over(
    courier: Courier, fake: FakeBackend
) -> None:
    """Nobody in trouble is held up by a number."""
    fake.refuse("phone", ErrorCode.phone_invalid)
    await begins(courier, until=steps.PHONE)
    said = await courier.says("inform", "1234")
    assert said == ["utter_error_phone_invalid", "utter_case_may_skip"]
    assert courier.question == steps.PHONE
    await courier.says("skip_question", "跳过")
    assert fake.help.answers[-1] == ("phone", "")


async def test_a_number_in_passing_is_the_phone(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier, until=steps.COUNTY)
    token = "[[phone:12ab34cd]]"
    await courier.says("inform", token, phone_reference=token)
    assert fake.help.answers[-1] == ("phone", token)


async def test_a_detail_can_be_corrected(courier: Courier) -> None:
    await begins(courier, until=steps.SUMMARY)
    await courier.says("correct", "改一下", confidence=0.9)
    assert courier.question == steps.CORRECTION
    await courier.says("change_case", case_field="amount")
    assert courier.question == steps.AMOUNT
    await courier.says("inform", "两万")
    assert courier.question == steps.SUMMARY


async def test_giving_up_is_asked_once_more(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier, until=steps.AMOUNT)
    await courier.says("cancel", "不弄了", confidence=0.9)
    assert courier.question == steps.CANCEL
    await courier.says("keep_going", "接着办")
    assert courier.question == steps.AMOUNT
    await courier.says("cancel", "不弄了", confidence=0.9)
    assert await courier.says("affirm", "对") == ["utter_case_cancelled"]
    assert fake.help.drafts == {}


# Interruptions

EVERY_QUESTION = [
    steps.EMPLOYER,
    steps.COUNTY,
    steps.AMOUNT,
    steps.STILL_WORKING,
    steps.PHONE,
    steps.CONSENT,
    steps.SUMMARY,
]


@pytest.mark.parametrize("question", EVERY_QUESTION)
async def test_a_person_can_be_asked_for_at_any_question(
    courier: Courier, fake: FakeBackend, question: str
) -> None:
    await begins(courier, until=question)
    said = await courier.says("request_human", "转人工", confidence=0.4)
    assert said == ["utter_handoff_open"]
    assert [request.reason for _, request in fake.handoffs] == ["request_human"]
    assert courier.question == question


@pytest.mark.parametrize("question", EVERY_QUESTION)
@pytest.mark.parametrize("intent", ["express_crisis", "report_emergency"])
async def test_somebody_in_danger_is_never_asked_for_a_form(
    courier: Courier, fake: FakeBackend, question: str, intent: str
) -> None:
    """L10."""
    await begins(courier, until=question)
    assert await courier.says(intent, "话") == [f"utter_{intent}", "utter_handoff_urgent"]
    assert courier.question == DANGER_WHERE
    assert courier.id in fake.help.drafts


@pytest.mark.parametrize("question", EVERY_QUESTION)
@pytest.mark.parametrize(
    ("intent", "expected"),
    [
        ("greet", "utter_case_help"),
        ("help", "utter_case_help"),
        ("join_union", "utter_case_join_later"),
        ("faq/dues", "utter_faq/dues"),
        ("check_application", "utter_progress_none"),
        ("send_unsupported", "utter_case_no_file"),
        ("stale_tap", "utter_stale_tap"),
        ("send_voice", "utter_send_voice"),
    ],
)
async def test_an_aside_is_answered_and_the_question_stays(
    courier: Courier, question: str, intent: str, expected: str
) -> None:
    await begins(courier, until=question)
    assert await courier.says(intent, "话") == [expected]
    assert courier.question == question


@pytest.mark.parametrize("question", EVERY_QUESTION)
async def test_an_empty_or_puzzling_message_breaks_nothing(courier: Courier, question: str) -> None:
    await begins(courier, until=question)
    await courier.says("nlu_fallback", "", confidence=0.9)
    assert courier.question is not None


async def test_free_words_are_an_answer_however_they_sound(
    courier: Courier, fake: FakeBackend
) -> None:
    await begins(courier, until=steps.EMPLOYER)
    fake.help.drafts[courier.id].missing.insert(0, steps.field_of(steps.WANTED))  # type: ignore[arg-type]
    await courier.says("inform", "美团")
    assert courier.question == steps.WANTED
    await courier.says("faq/dues", "把押金退给我就中", confidence=0.7)
    assert fake.help.answers[-1] == ("wanted", "把押金退给我就中")


@pytest.mark.parametrize(
    ("intent", "said", "confidence"),
    [("goodbye", "走了", 0.9), ("cancel", "不干了", 0.7), ("request_human", "没别人了 走了", 0.31)],
)
async def test_whoever_left_their_work_ends_no_talk(
    courier: Courier, fake: FakeBackend, intent: str, said: str, confidence: float
) -> None:
    await begins(courier, until=steps.STILL_WORKING)
    assert await courier.says(intent, said, confidence=confidence) == []
    assert fake.help.answers[-1] == ("still_working", said)
    assert courier.question == steps.PHONE


async def test_a_nod_is_no_employer(courier: Courier) -> None:
    await begins(courier)
    assert await courier.says("affirm", "嗯") == ["utter_case_not_understood"]
    assert courier.question == steps.EMPLOYER


async def test_a_day_that_sounds_like_goodbye_does_not_end_the_talk(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.refuse("county", ErrorCode.county_unknown)
    await begins(courier, until=steps.COUNTY)
    said = await courier.says("goodbye", "昨天", confidence=0.7)
    assert said == ["utter_error_county_unknown", "utter_case_may_skip"]
    assert courier.question == steps.COUNTY


async def test_a_place_put_right_in_the_same_breath_is_taken(
    courier: Courier, fake: FakeBackend
) -> None:
    await begins(courier, until=steps.SUMMARY)
    await courier.says("correct", "地方错了，是老城区", confidence=0.9, field="county")
    assert fake.help.answers[-1] == ("county", "地方错了，是老城区")
    assert courier.question == steps.SUMMARY


async def test_a_wrong_place_without_the_right_one_is_asked_for(
    courier: Courier, fake: FakeBackend
) -> None:
    await begins(courier, until=steps.SUMMARY)
    fake.refuse("county", ErrorCode.county_unknown)
    assert await courier.says("correct", "地方错了", confidence=0.9, field="county") == []
    assert courier.question == steps.COUNTY


async def test_submitting_too_early_is_no_answer(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier, until=steps.AMOUNT)
    answered = list(fake.help.answers)
    assert await courier.says("submit_case", "提交") == ["utter_error_case_incomplete"]
    assert fake.help.answers == answered
    assert courier.question == steps.AMOUNT


async def test_submitting_where_evidence_may_come_leads_to_the_summary(courier: Courier) -> None:
    await begins(courier, until=steps.CONSENT)
    assert await courier.says("submit_join", "提交") == []
    assert courier.question == steps.SUMMARY


async def test_submitting_instead_of_a_correction_leads_back_to_the_summary(
    courier: Courier,
) -> None:
    await begins(courier, until=steps.SUMMARY)
    await courier.says("change_case", case_field="county")
    assert await courier.says("submit_case", "提交") == []
    assert courier.question == steps.SUMMARY


async def test_who_tells_more_instead_of_giving_up_goes_on(
    courier: Courier, fake: FakeBackend
) -> None:
    await begins(courier, until=steps.AMOUNT)
    await courier.says("cancel", "不弄了", confidence=0.9)
    await courier.says("wage_arrears", "欠我三千块")
    assert fake.help.answers[-1] == ("story", "欠我三千块")
    assert courier.question == steps.AMOUNT
