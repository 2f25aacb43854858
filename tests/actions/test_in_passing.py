"""What is said where nothing waits for it: 「撤了吧」, 「继续」, a known phone, a doubt whether we are real."""

import pytest

from actions import case_steps, steps
from backend.contracts.cases import IntakeField
from backend.contracts.joining import ApplicationStatus, Progress
from tests.actions.conftest import Courier
from tests.actions.fake_backend import FakeBackend
from tests.actions.fake_cases import a_case
from tests.actions.telling import begins


async def withdraws(courier: Courier, text: str = "撤了吧") -> list[str]:
    return await courier.says("check_case", text, confidence=0.9, wish="withdraw")


async def test_the_one_case_is_asked_about(courier: Courier, fake: FakeBackend) -> None:
    fake.help.cases = [a_case()]
    assert await withdraws(courier) == []
    assert courier.question == case_steps.WITHDRAWAL
    assert courier.slots["shown_case_number"] == fake.help.cases[0].number
    # 「撤了吧」 once more is the yes.
    assert await withdraws(courier) == ["utter_case_withdrawn"]


async def test_of_several_one_is_chosen(courier: Courier, fake: FakeBackend) -> None:
    fake.help.cases = [a_case(), a_case(number="SQ-4101-000007")]
    assert (await withdraws(courier))[-1] == "utter_case_which"


async def test_without_a_case_they_hear_that_there_is_none(courier: Courier) -> None:
    assert await withdraws(courier) == ["utter_case_none"]


async def test_while_telling_it_is_what_is_told_that_goes(courier: Courier) -> None:
    await begins(courier)
    assert await withdraws(courier) == []
    assert courier.question == case_steps.CANCEL


async def test_while_adding_it_is_that_case(courier: Courier, fake: FakeBackend) -> None:
    fake.help.cases = [a_case()]
    await courier.says("add_to_case", case=str(fake.help.cases[0].case_id))
    await withdraws(courier)
    assert courier.question == case_steps.WITHDRAWAL


async def test_while_joining_it_is_the_application(courier: Courier) -> None:
    await courier.reaches(steps.IDENTITY)
    await withdraws(courier)
    assert courier.question == steps.CANCEL


async def test_with_nothing_begun_there_is_nothing_to_go_on_with(
    courier: Courier, fake: FakeBackend
) -> None:
    assert await courier.says("keep_going", "继续") == ["utter_nothing_open"]
    assert courier.question is None
    assert fake.drafts == {}


async def test_what_was_begun_is_gone_on_with(courier: Courier) -> None:
    await courier.reaches(steps.TRADE)
    courier.slots = {}
    assert await courier.says("keep_going", "继续") == ["utter_going_on"]
    assert courier.question == steps.TRADE


async def test_what_was_sent_back_is_gone_on_with(courier: Courier, fake: FakeBackend) -> None:
    fake.progress = [Progress(number="RH-1", status=ApplicationStatus.returned, reason="照片糊")]
    await courier.says("keep_going", "继续")
    assert courier.question == steps.CONSENT


async def at_the_known_phone(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier)
    state = fake.help.drafts[courier.id]
    state.known_phone = "138****5678"
    state.missing = [IntakeField.employer, IntakeField.phone, IntakeField.evidence]
    await courier.says("inform", "美团")


async def test_a_known_phone_is_offered_masked(courier: Courier, fake: FakeBackend) -> None:
    await at_the_known_phone(courier, fake)
    assert courier.question == case_steps.KNOWN_PHONE
    assert courier.slots["shown_known_phone"] == "138****5678"


@pytest.mark.parametrize(
    ("intent", "text", "kept"),
    [
        ("affirm", "中", "known"),
        ("inform", "[[phone:12ab34cd]]", "[[phone:12ab34cd]]"),
        ("nlu_fallback", "还用那个号", "还用那个号"),
    ],
)
async def test_it_is_kept_or_another_one_given(
    courier: Courier, fake: FakeBackend, intent: str, text: str, kept: str
) -> None:
    await at_the_known_phone(courier, fake)
    await courier.says(intent, text, confidence=0.9)
    assert fake.help.answers[-1] == ("phone", kept)


@pytest.mark.parametrize("intent", ["deny", "change_case"])
async def test_who_wants_another_one_is_asked_for_it(
    courier: Courier, fake: FakeBackend, intent: str
) -> None:
    await at_the_known_phone(courier, fake)
    await courier.says(intent, "换一个", case_field="phone")
    assert courier.question == case_steps.PHONE


@pytest.mark.parametrize("question", [steps.CONSENT, steps.PORTRAIT, steps.TRADE, steps.EMPLOYER])
async def test_who_doubts_us_while_joining_is_reassured_and_the_form_goes_on(
    courier: Courier, question: str
) -> None:
    await courier.reaches(question)
    assert await courier.says("faq/is_real", "你们骗人的吧", confidence=0.9) == [
        "utter_faq/is_real"
    ]
    assert courier.question == question


async def test_who_is_furious_is_heard_and_a_colleague_told(
    courier: Courier, fake: FakeBackend
) -> None:
    said = await courier.says("vent_anger", "真想弄死站长")
    assert said == ["utter_vent_anger", "utter_handoff_open"]
    assert [request.reason for _, request in fake.handoffs] == ["vent_anger"]
    assert courier.question is None
