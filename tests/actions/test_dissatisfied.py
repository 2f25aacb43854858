"""Who is dissatisfied is asked why: whatever they say is the answer, and what was open goes on after it."""

import pytest

from actions import case_steps as steps
from actions import steps as join_steps
from backend.contracts.cases import CaseStatus
from tests.actions.conftest import Courier
from tests.actions.fake_backend import FakeBackend
from tests.actions.fake_cases import a_case
from tests.actions.telling import begins


@pytest.fixture(autouse=True)
def resolved(fake: FakeBackend) -> None:
    fake.help.cases = [a_case(CaseStatus.resolved)]


async def is_dissatisfied(courier: Courier, fake: FakeBackend) -> None:
    said = await courier.says("rate_case", case=str(fake.help.cases[0].case_id), score="1")
    assert said == ["utter_case_rated_bad"]
    assert courier.question == steps.DISSATISFIED
    fake.help.deeds.clear()


@pytest.mark.parametrize(
    ("intent", "confidence", "why"),
    [
        ("wage_arrears", 0.99, "站长还是没给我钱"),
        ("faq/is_real", 0.98, "骗子"),
        ("pay_dues", 0.97, "会费白交了"),
        ("complain", 0.95, "我要投诉你们"),
        ("vent_anger", 0.95, "啥玩意儿"),
        ("cancel", 0.86, "算了"),
        ("deny", 0.95, "没办成"),
        ("request_human", 0.52, "没人给我打电话"),
        ("goodbye", 0.9, "说了跟没说一样"),
        ("check_case", 0.9, "到现在没结果"),
        ("join_union", 0.9, "入会的时候说好帮我要"),
        ("nlu_fallback", 0.2, "太慢了"),
    ],
)
async def test_any_words_are_the_answer(
    courier: Courier, fake: FakeBackend, intent: str, confidence: float, why: str
) -> None:
    await is_dissatisfied(courier, fake)
    assert await courier.says(intent, why, confidence=confidence) == ["utter_case_added"]
    assert fake.help.deeds == [("add", why)]
    assert courier.question == steps.ADDITION
    assert fake.handoffs == []


async def test_who_asks_for_a_person_gets_one(courier: Courier, fake: FakeBackend) -> None:
    await is_dissatisfied(courier, fake)
    await courier.says("request_human", "转人工", confidence=0.95)
    assert len(fake.handoffs) == 1
    assert courier.question == steps.DISSATISFIED


async def test_danger_comes_first(courier: Courier, fake: FakeBackend) -> None:
    await is_dissatisfied(courier, fake)
    await courier.says("express_crisis", "不想活了", confidence=0.5)
    assert courier.question in {join_steps.DANGER_WHERE, join_steps.DANGER_STAY}


async def test_a_photo_is_an_answer_too(courier: Courier, fake: FakeBackend) -> None:
    await is_dissatisfied(courier, fake)
    await courier.sends_photo()
    assert fake.help.deeds == [("add", "document")]


async def test_nobody_has_to_say_why(courier: Courier, fake: FakeBackend) -> None:
    await is_dissatisfied(courier, fake)
    assert await courier.says("done_adding", "/done_adding") == ["utter_case_kept"]
    assert courier.question is None


@pytest.mark.parametrize("question", [join_steps.COUNTY, steps.AMOUNT])
@pytest.mark.parametrize("says_why", [True, False])
async def test_a_form_that_was_open_waits_for_the_answer_and_goes_on(
    courier: Courier, fake: FakeBackend, question: str, says_why: bool
) -> None:
    if question == join_steps.COUNTY:
        await courier.reaches(question)
    else:
        await begins(courier, until=question)
    told = list(fake.help.answers)
    await is_dissatisfied(courier, fake)
    if says_why:
        said = await courier.says("wage_arrears", "还差俩月工资", confidence=0.95)
        assert said == ["utter_case_added_only"]
        assert fake.help.deeds == [("add", "还差俩月工资")]
    else:
        await courier.says("done_adding", "/done_adding")
    assert courier.question == question
    assert fake.help.answers == told


async def test_after_hours_away_the_answer_is_still_one(
    courier: Courier, fake: FakeBackend
) -> None:
    await is_dissatisfied(courier, fake)
    await courier.runs("action_session_start", "greet")
    courier.slots = {e["name"]: e["value"] for e in courier.events if e["event"] == "slot"}
    await courier.says("wage_arrears", "还差俩月工资", confidence=0.95)
    assert fake.help.deeds == [("add", "还差俩月工资")]
