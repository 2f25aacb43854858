"""Somebody told of danger: a bare word is answered kindly, a place reaches the alarm, wishes still work (L10)."""

from datetime import timedelta

import pytest

from actions import case_steps, steps
from actions.handoff import URGENT
from backend.contracts.errors import ErrorCode
from tests.actions.conftest import Courier
from tests.actions.fake_backend import FakeBackend
from tests.actions.telling import begins

BARE = [("affirm", "嗯"), ("affirm", "好"), ("greet", "在吗"), ("thank", "谢谢"), ("goodbye", "没事"),
        ("deny", "不"), ("nlu_fallback", "唔"), ("out_of_scope", "好烦"), ("help", "帮帮我"),
        ("inform", "刚才"), ("cancel", "算了"), ("complain", "没人管我")]  # fmt: skip


async def told(courier: Courier, intent: str = "express_crisis") -> list[str]:
    return await courier.says(intent, "不想活了")


@pytest.mark.parametrize("intent", sorted(URGENT))
async def test_after_the_alarm_they_are_asked_where_they_are(
    courier: Courier, fake: FakeBackend, intent: str
) -> None:
    assert await told(courier, intent) == [f"utter_{intent}", "utter_handoff_urgent"]
    assert courier.question == steps.DANGER_WHERE


async def test_who_threatens_others_is_told_to_staff_as_an_emergency(
    courier: Courier, fake: FakeBackend
) -> None:
    await told(courier, "threaten_others")
    assert fake.handoffs[0][1].reason == "report_emergency"


@pytest.mark.parametrize(("intent", "text"), BARE)
async def test_a_bare_word_is_answered_kindly_and_never_with_a_menu(
    courier: Courier, fake: FakeBackend, intent: str, text: str
) -> None:
    await told(courier)
    assert await courier.says(intent, text) == ["utter_danger_here"]
    assert courier.question == steps.DANGER_WHERE
    assert fake.danger.heard[-1].text == text


async def test_a_place_is_read_back_and_not_asked_for_again(
    courier: Courier, fake: FakeBackend
) -> None:
    await told(courier)
    fake.danger.place = "在二七广场那边"
    assert await courier.says("inform", "在二七广场那边") == ["utter_danger_place"]
    assert courier.words["place"] == "在二七广场那边"
    fake.danger.place = None
    assert await courier.says("affirm", "嗯") == ["utter_danger_here"]
    assert courier.question == steps.DANGER_STAY


async def test_a_shared_position_counts(courier: Courier, fake: FakeBackend) -> None:
    await told(courier)
    said = await courier.says("send_location", "/send_location", county="410103")
    assert said == ["utter_danger_place"]
    assert fake.danger.heard[-1].county == "410103"


async def test_who_says_it_again_rings_again_and_is_not_asked_twice(
    courier: Courier, fake: FakeBackend
) -> None:
    await told(courier)
    fake.danger.place = "河边"
    await courier.says("inform", "河边")
    said = await courier.says("express_crisis", "我真跳了")
    assert said[:2] == ["utter_express_crisis", "utter_handoff_urgent"]
    assert len(fake.handoffs) == 2
    assert courier.question == steps.DANGER_STAY


async def test_once_a_colleague_has_seen_it_they_hear_so(
    courier: Courier, fake: FakeBackend
) -> None:
    await told(courier)
    fake.danger.told(courier.id, "express_crisis", is_seen=True)
    assert await courier.says("affirm", "嗯") == ["utter_danger_seen"]


@pytest.mark.parametrize(
    ("intent", "text", "said"),
    [
        ("check_application", "查进度", "utter_progress_none"),
        ("faq", "入会要钱不", "utter_faq/dues"),
        ("request_human", "转人工", "utter_handoff_urgent"),
        ("list_news", "有啥通知", "utter_list_news"),
        ("check_case", "我的诉求", "utter_case_none"),
    ],
)
async def test_what_is_asked_in_passing_is_answered_and_they_stay(
    courier: Courier, intent: str, text: str, said: str
) -> None:
    await told(courier)
    asked = "faq/dues" if intent == "faq" else intent
    assert said in await courier.says(asked, text, confidence=0.9)
    assert courier.question == steps.DANGER_WHERE


async def test_joining_and_asking_for_help_still_begin(courier: Courier) -> None:
    await told(courier)
    await courier.says("join_union", "我要入会", confidence=0.95)
    assert courier.question == steps.CONSENT
    courier.slots = {}
    await told(courier)
    await courier.says("wage_arrears", "站长欠我仨月工资", confidence=0.95)
    assert case_steps.is_case_step(courier.question)


async def test_an_uncertain_wish_is_none_while_somebody_is_in_danger(courier: Courier) -> None:
    await told(courier)
    assert await courier.says("wage_arrears", "都怪他", confidence=0.4) == ["utter_danger_here"]


async def test_once_it_is_closed_a_word_is_a_word_again(
    courier: Courier, fake: FakeBackend
) -> None:
    await told(courier)
    fake.danger.open.clear()
    assert await courier.says("greet", "在吗") == ["utter_greet"]
    assert courier.question is None


async def test_told_in_the_middle_of_a_form_the_draft_waits(
    courier: Courier, fake: FakeBackend
) -> None:
    await begins(courier)
    await told(courier, "report_emergency")
    assert courier.question == steps.DANGER_WHERE
    assert await courier.says("keep_going", "继续", confidence=0.9) == ["utter_case_going_on"]


async def test_after_hours_of_silence_it_is_still_remembered(
    courier: Courier, fake: FakeBackend
) -> None:
    await told(courier)
    courier.slots = {}
    await courier.runs("action_session_start", "greet")
    assert courier.question == steps.DANGER_WHERE
    assert await courier.says("greet", "你在吗") == ["utter_danger_here"]


async def test_a_draft_gone_on_with_since_comes_first(courier: Courier, fake: FakeBackend) -> None:
    await told(courier)
    await courier.says("wage_arrears", "站长欠我仨月工资", confidence=0.95)
    told_at = fake.danger.open[courier.id].told_at
    fake.help.drafts[courier.id].updated_at = told_at + timedelta(minutes=1)
    courier.slots = {}
    await courier.runs("action_session_start", "greet")
    assert case_steps.is_case_step(courier.question)


async def test_where_no_alarm_could_be_raised_nobody_is_held(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.refuse("handoff", ErrorCode.internal)
    assert await told(courier) == ["utter_express_crisis", "utter_handoff_failed"]
    assert courier.question is None


async def test_a_photo_is_kept_for_whoever_comes(courier: Courier) -> None:
    await told(courier)
    assert await courier.says("send_photo", "/send_photo", waiting="1") == ["utter_send_photo"]
    assert courier.question == steps.DANGER_WHERE
