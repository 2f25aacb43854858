"""Somebody tells of their trouble: asked little, heard at once, and never left without a next step."""

import pytest

from actions import case_steps as steps
from actions import steps as join_steps
from actions.case_opening import KINDS
from backend.contracts.errors import ErrorCode
from backend.contracts.joining import ApplicationStatus
from tests.actions.conftest import Courier
from tests.actions.fake_backend import FakeBackend
from tests.actions.fake_cases import NUMBER, a_case
from tests.actions.telling import STORY, begins


@pytest.mark.parametrize("intent", sorted(KINDS))
async def test_every_trouble_opens_its_request(
    courier: Courier, fake: FakeBackend, intent: str
) -> None:
    """S43."""
    said = await courier.says(intent, STORY)
    assert "utter_case_opened" in said
    assert fake.help.drafts[courier.id].kind is KINDS[intent]
    assert fake.help.stories == [STORY]
    assert fake.handoffs == []


async def test_a_tapped_option_is_no_story(courier: Courier, fake: FakeBackend) -> None:
    await courier.says("start_case", "/start_case")
    assert fake.help.stories == [""]


async def test_what_was_told_is_said_back_once(courier: Courier, fake: FakeBackend) -> None:
    fake.help.assumed = [("人数", "约12人"), ("时间", "近3个月")]
    said = await courier.says("wage_arrears", STORY)
    assert said == ["utter_case_opened", "utter_case_noted"]
    assert courier.words["noted"] == "人数约12人，时间近3个月"
    assert await courier.says("inform", "美团") == []


async def test_an_injury_hears_of_120_before_any_question(courier: Courier) -> None:
    """L10."""
    said = await courier.says("work_injury", "送餐摔断腿了")
    assert said[0] == "utter_case_injury_first"


async def test_an_urgent_request_says_so_and_asks_little(
    courier: Courier, fake: FakeBackend
) -> None:
    """L10."""
    fake.help.urgent = True
    assert await courier.says("wage_arrears", STORY) == ["utter_case_urgent"]
    await courier.says("inform", "金水")
    await courier.says("inform", "[[phone:12ab34cd]]")
    assert await courier.says("submit_case") == ["utter_case_submitted_urgent", "utter_case_advice"]


async def test_the_whole_way_to_the_receipt(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier, until=steps.SUMMARY)
    assert courier.slots["shown_case"] == f"类别：欠薪\n事情：{STORY}"
    assert await courier.says("submit_case") == ["utter_case_submitted", "utter_case_advice"]
    assert courier.words["number"] == NUMBER
    assert courier.question is None


async def test_a_yes_under_the_summary_is_enough(courier: Courier) -> None:
    await begins(courier, until=steps.SUMMARY)
    assert "utter_case_submitted" in await courier.says("affirm", "中")


async def test_more_of_the_story_is_welcome_under_the_summary(
    courier: Courier, fake: FakeBackend
) -> None:
    await begins(courier, until=steps.SUMMARY)
    assert await courier.says("wage_arrears", "押金也没退", confidence=0.9) == []
    assert fake.help.answers[-1] == ("story", "押金也没退")
    assert courier.question == steps.SUMMARY


async def test_an_option_of_a_request_long_gone_is_answered(courier: Courier) -> None:
    assert await courier.says("submit_case") == ["utter_error_no_open_intake"]
    assert courier.question is None


async def test_who_is_no_member_is_helped_and_invited(courier: Courier, fake: FakeBackend) -> None:
    fake.help.is_member = False
    await begins(courier, until=steps.SUMMARY)
    said = await courier.says("submit_case")
    assert said[-1] == "utter_case_not_member"


@pytest.mark.parametrize(
    ("application", "words"),
    [
        (ApplicationStatus.draft, "utter_case_join_waits"),
        (ApplicationStatus.returned, "utter_case_join_returned"),
        (ApplicationStatus.submitted, "utter_case_join_pending"),
    ],
)
async def test_whoever_is_joining_already_is_not_invited_but_told_how_it_stands(
    courier: Courier, fake: FakeBackend, application: ApplicationStatus, words: str
) -> None:
    fake.help.is_member = False
    fake.help.application = application
    await begins(courier, until=steps.SUMMARY)
    assert (await courier.says("submit_case"))[-1] == words


async def test_a_retained_member_is_helped_too(courier: Courier, fake: FakeBackend) -> None:
    """Domain §0.7."""
    fake.help.is_retained = True
    await begins(courier, until=steps.SUMMARY)
    assert (await courier.says("submit_case"))[-1] == "utter_case_retained"


async def test_news_of_the_case_can_be_allowed(courier: Courier, fake: FakeBackend) -> None:
    fake.help.notices_url = "https://union.example/m/notices"
    await begins(courier, until=steps.SUMMARY)
    assert "utter_case_offer_notices" in await courier.says("submit_case")


@pytest.mark.parametrize("is_down", [True, False])
async def test_where_no_request_can_be_begun_a_person_is_told(
    courier: Courier, fake: FakeBackend, is_down: bool
) -> None:
    """Never a dead end."""
    fake.refuse("open_case", ErrorCode.internal)
    fake.is_down = is_down
    said = await courier.says("wage_arrears", STORY)
    assert said == [
        "utter_wage_arrears",
        "utter_handoff_failed" if is_down else "utter_handoff_open",
    ]
    assert courier.question is None


async def test_a_backend_that_is_away_loses_no_place(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier, until=steps.COUNTY)
    fake.is_down = True
    assert await courier.says("inform", "金水") == ["utter_backend_down"]
    assert courier.question == steps.COUNTY


# Answers


async def test_trouble_named_again_is_part_of_the_answer(
    courier: Courier, fake: FakeBackend
) -> None:
    await begins(courier, until=steps.AMOUNT)
    await courier.says("wage_arrears", "欠我一万二", confidence=0.95)
    assert fake.help.answers[-1] == ("amount", "欠我一万二")
    assert fake.handoffs == []


async def test_an_answer_nobody_waits_for_goes_on_with_the_draft(courier: Courier) -> None:
    await begins(courier, until=steps.COUNTY)
    await courier.says("goodbye", "先忙", confidence=0.95)
    assert await courier.says("inform", "金水", confidence=0.9) == ["utter_case_going_on"]
    assert courier.question == steps.COUNTY


async def test_an_answer_to_nothing_is_asked_about(courier: Courier) -> None:
    assert await courier.says("inform", "金水", confidence=0.9) == ["utter_inform"]


async def test_an_injury_that_only_the_story_tells_hears_of_120_too(
    courier: Courier, fake: FakeBackend
) -> None:
    """L10."""
    await courier.says("start_case", "/start_case")
    fake.help.drafts[courier.id].missing.insert(0, steps.field_of(steps.STORY))  # type: ignore[arg-type]
    await courier.says("nlu_fallback", "美团")
    assert courier.question == steps.STORY
    fake.help.drafts[courier.id].urgent = True
    said = await courier.says("work_injury", "送餐摔断腿了正住院")
    assert said == ["utter_case_injury_first", "utter_case_urgent"]


async def test_goodbye_leaves_the_draft_for_later(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier, until=steps.PHONE)
    assert await courier.says("goodbye", "先忙了", confidence=0.95) == ["utter_case_goodbye"]
    assert courier.question is None
    assert await courier.says("keep_going", "继续") == ["utter_case_going_on"]
    assert courier.question == steps.PHONE


async def test_a_draft_that_vanished_ends_the_talk(courier: Courier, fake: FakeBackend) -> None:
    await begins(courier, until=steps.COUNTY)
    fake.help.drafts.clear()
    assert await courier.says("inform", "金水") == ["utter_error_no_open_intake"]
    assert courier.question is None


async def test_whose_draft_was_opened_meanwhile_adds_to_the_case(
    courier: Courier, fake: FakeBackend
) -> None:
    """L10: the urgent half of a story does not wait for its end."""
    await begins(courier, until=steps.COUNTY)
    fake.help.drafts.clear()
    fake.help.cases = [a_case()]
    assert await courier.says("inform", "金水") == ["utter_case_added"]
    assert fake.help.deeds == [("add", "金水")]
    assert courier.question == steps.ADDITION


async def test_trouble_in_the_middle_of_joining_comes_first(
    courier: Courier, fake: FakeBackend
) -> None:
    await courier.reaches(join_steps.COUNTY)
    assert "utter_case_opened" in await courier.says("wage_arrears", STORY, confidence=0.9)
    assert courier.question == steps.EMPLOYER
    assert courier.id in fake.drafts


async def test_after_hours_away_the_draft_told_last_goes_on(courier: Courier) -> None:
    await courier.reaches(join_steps.COUNTY)
    await courier.says("wage_arrears", STORY, confidence=0.9)
    courier.slots = {}
    await courier.runs("action_session_start", "greet")
    assert courier.question == steps.EMPLOYER


async def test_every_turn_sets_a_slot_besides_the_question(courier: Courier) -> None:
    """Else Rasa takes the form for not having understood, and says its fallback."""
    await begins(courier, until=steps.COUNTY)
    await courier.says("greet", "你好")
    assert {event["name"] for event in courier.events} - {"requested_slot"}
