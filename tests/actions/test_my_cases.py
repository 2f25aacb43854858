"""「我的诉求」: how it stands, and adding, urging, withdrawing, rating by one tap each."""

import pytest

from actions import case_steps as steps
from actions import steps as join_steps
from backend.contracts.cases import CaseStatus
from backend.contracts.errors import ErrorCode
from tests.actions.conftest import Courier
from tests.actions.fake_backend import FakeBackend
from tests.actions.fake_cases import NUMBER, a_case
from tests.actions.telling import begins


async def test_who_has_none_hears_how_to_begin(courier: Courier) -> None:
    assert await courier.says("check_case") == ["utter_case_none"]


async def test_one_case_is_shown_with_all_it_offers(courier: Courier, fake: FakeBackend) -> None:
    fake.help.cases = [a_case(last_news="已经受理", due_words="明天 17:30前")]
    said = await courier.says("check_case")
    assert said == ["utter_case_shown", "utter_case_news", "utter_case_due", "utter_case_may"]
    case_id = fake.help.cases[0].case_id
    assert [button["payload"] for button in courier.buttons] == [
        f'/add_to_case{{"case": "{case_id}"}}',
        f'/urge_case{{"case": "{case_id}"}}',
        f'/rate_case{{"case": "{case_id}", "score": "3"}}',
    ]


async def test_several_are_a_list_to_tap(courier: Courier, fake: FakeBackend) -> None:
    fake.help.cases = [a_case(), a_case(number="SQ-4101-000007")]
    said = await courier.says("check_case")
    assert said == ["utter_case_row", "utter_case_row", "utter_case_which"]
    assert [button["title"] for button in courier.buttons] == [NUMBER, "SQ-4101-000007"]
    shown = await courier.says("show_case", case=str(fake.help.cases[1].case_id))
    assert shown[0] == "utter_case_shown"
    assert courier.words["number"] == "SQ-4101-000007"


async def test_the_link_to_its_papers_is_told_by_a_token(
    courier: Courier, fake: FakeBackend
) -> None:
    case = a_case(may_draft=True)
    fake.help.cases = [case]
    assert await courier.says("case_papers", case=str(case.case_id)) == ["utter_case_papers"]
    assert courier.words["url"] == f"[[papers:{case.case_id}]]"


async def test_a_case_without_papers_has_no_link(courier: Courier, fake: FakeBackend) -> None:
    case = a_case()
    fake.help.cases = [case]
    assert await courier.says("case_papers", case=str(case.case_id)) == ["utter_error_not_found"]


async def test_a_draft_that_waits_is_mentioned(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier)
    assert await courier.says("check_case", "我的诉求") == ["utter_case_draft_open"]
    courier.slots = {}
    assert await courier.says("check_case") == ["utter_case_draft_open"]


async def test_without_the_backend_it_says_so(courier: Courier, fake: FakeBackend) -> None:
    fake.is_down = True
    assert await courier.says("check_case") == ["utter_backend_down"]


async def test_words_are_added_until_all_is_said(courier: Courier, fake: FakeBackend) -> None:
    fake.help.cases = [a_case()]
    await courier.says("add_to_case", case=str(fake.help.cases[0].case_id))
    assert courier.question == steps.ADDITION
    assert courier.slots["shown_case_number"] == NUMBER
    assert await courier.says("wage_arrears", "又欠了一个月", confidence=0.95) == [
        "utter_case_added"
    ]
    await courier.sends_photo()
    assert await courier.says("done_adding", "补完了") == ["utter_case_added_all"]
    assert courier.question is None
    assert fake.help.deeds == [("add", "又欠了一个月"), ("add", "document")]


async def test_urging_is_one_tap(courier: Courier, fake: FakeBackend) -> None:
    fake.help.cases = [a_case()]
    said = await courier.says("urge_case", case=str(fake.help.cases[0].case_id))
    assert said == ["utter_case_urged"]
    assert fake.help.deeds == [("urge", "")]
    assert courier.question is None


async def test_urging_twice_a_day_is_answered_kindly(courier: Courier, fake: FakeBackend) -> None:
    fake.help.cases = [a_case()]
    fake.refuse("case", ErrorCode.case_urged_today)
    said = await courier.says("urge_case", case=str(fake.help.cases[0].case_id))
    assert said == ["utter_error_case_urged_today"]


async def test_withdrawing_asks_why(courier: Courier, fake: FakeBackend) -> None:
    fake.help.cases = [a_case()]
    await courier.says("withdraw_case", case=str(fake.help.cases[0].case_id))
    assert courier.question == steps.WITHDRAWAL
    said = await courier.says("choose_case", case_field="withdrawal", case_choice="事情解决了")
    assert said == ["utter_case_withdrawn"]
    assert fake.help.deeds == [("withdraw", "事情解决了")]


async def test_withdrawing_may_be_thought_better_of(courier: Courier, fake: FakeBackend) -> None:
    fake.help.cases = [a_case()]
    await courier.says("withdraw_case", case=str(fake.help.cases[0].case_id))
    assert await courier.says("keep_going", "接着办") == ["utter_case_kept"]
    assert courier.question is None
    assert fake.help.deeds == []


async def test_who_added_something_may_join_next(courier: Courier, fake: FakeBackend) -> None:
    fake.help.cases = [a_case()]
    await courier.sends_photo()
    await courier.says("join_union", "我要入会", confidence=0.97)
    assert courier.question == join_steps.CONSENT


async def test_what_may_not_be_withdrawn_says_so(courier: Courier, fake: FakeBackend) -> None:
    fake.help.cases = [a_case(CaseStatus.resolved, may_withdraw=False)]
    said = await courier.says("withdraw_case", case=str(fake.help.cases[0].case_id))
    assert said == ["utter_error_case_closed"]


@pytest.mark.parametrize(
    ("score", "expected"), [("3", "utter_case_rated"), ("1", "utter_case_rated_bad")]
)
async def test_a_rating_is_one_tap(
    courier: Courier, fake: FakeBackend, score: str, expected: str
) -> None:
    fake.help.cases = [a_case(CaseStatus.resolved)]
    said = await courier.says("rate_case", case=str(fake.help.cases[0].case_id), score=score)
    assert said == [expected]
    assert fake.help.deeds == [("rate", score)]
    # Who is dissatisfied may say why.
    assert courier.question == (steps.DISSATISFIED if score == "1" else None)


async def test_a_case_that_is_not_ones_own_is_not_found(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.help.cases = []
    said = await courier.says("add_to_case", case="00000000-0000-4000-8000-000000000000")
    assert said == ["utter_error_not_found"]


@pytest.mark.parametrize("question", [join_steps.COUNTY, steps.AMOUNT])
async def test_a_pushed_result_can_be_rated_in_the_middle_of_anything(
    courier: Courier, fake: FakeBackend, question: str
) -> None:
    fake.help.cases = [a_case(CaseStatus.resolved)]
    if question == join_steps.COUNTY:
        await courier.reaches(question)
    else:
        await begins(courier, until=question)
    said = await courier.says("rate_case", case=str(fake.help.cases[0].case_id), score="3")
    assert said == ["utter_case_rated"]
    assert courier.question == question
