"""A case waits for its person: what they say next is first offered to it, and no word is typed twice."""

from datetime import UTC, datetime

import pytest

from actions import case_steps as steps
from actions import steps as join_steps
from backend.contracts.cases import CaseKind, CaseStatus, CaseView
from tests.actions.conftest import Courier
from tests.actions.fake_backend import FakeBackend
from tests.actions.fake_cases import NUMBER, a_case
from tests.actions.telling import begins

SENT = "工资条上个月就发过了"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
# After whatever a test does.
LAST = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def waiting(fake: FakeBackend) -> CaseView:
    case = a_case(CaseStatus.waiting, waits_since=LONG_AGO)
    fake.help.cases = [a_case(number="SQ-4101-000099"), case]
    return case


@pytest.mark.parametrize(
    ("intent", "confidence", "said"),
    [
        ("wage_arrears", 0.93, SENT),
        ("work_injury", 0.31, "医院不给开证明"),
        ("nlu_fallback", 0.2, "等我下班发"),
        ("out_of_scope", 0.7, "拍不了"),
        ("inform", 0.7, "在站长手里"),
        ("deny", 0.93, "没有"),
        ("submit_join", 0.52, "已经交了"),
        ("faq/photo_unclear", 0.3, "住院证明拍不清楚"),
        ("faq/photo_unclear", 0.97, "照片拍不清楚"),
        ("faq/dues", 0.4, "钱都扣会费了"),
    ],
)
async def test_words_that_may_be_the_answer_are_offered_to_the_case(
    courier: Courier,
    fake: FakeBackend,
    waiting: CaseView,
    intent: str,
    confidence: float,
    said: str,
) -> None:
    answered = await courier.says(intent, said, confidence=confidence)
    assert [words for words in answered if words != "utter_case_injury_first"] == []
    assert courier.question == steps.WAITING
    assert courier.slots["shown_case_number"] == waiting.number
    assert courier.slots["shown_told"] == said
    assert fake.help.drafts == {}


async def test_a_yes_adds_what_was_said(
    courier: Courier, fake: FakeBackend, waiting: CaseView
) -> None:
    await courier.says("wage_arrears", SENT, confidence=0.93)
    assert await courier.says("add_told", "/add_told") == ["utter_case_added"]
    assert fake.help.deeds == [("add", SENT)]
    assert courier.slots["shown_case_id"] == str(waiting.case_id)
    assert courier.question == steps.ADDITION


async def test_a_yes_in_words_is_one(
    courier: Courier, fake: FakeBackend, waiting: CaseView
) -> None:
    await courier.says("wage_arrears", SENT, confidence=0.93)
    assert await courier.says("affirm", "中", confidence=0.9) == ["utter_case_added"]


@pytest.mark.parametrize(("intent", "said"), [("begin_anew", "/begin_anew"), ("deny", "不是")])
async def test_a_no_goes_the_ordinary_way_with_the_same_words(
    courier: Courier, fake: FakeBackend, waiting: CaseView, intent: str, said: str
) -> None:
    await courier.says("wage_arrears", SENT, confidence=0.93)
    assert "utter_case_opened" in await courier.says(intent, said)
    assert fake.help.stories == [SENT]
    assert fake.help.deeds == []


async def test_a_no_to_what_was_not_understood_says_so(courier: Courier, waiting: CaseView) -> None:
    await courier.says("nlu_fallback", "等我下班发", confidence=0.2)
    assert await courier.says("begin_anew", "/begin_anew") == ["utter_nlu_fallback"]
    assert courier.question is None


async def test_a_no_to_a_question_answers_the_question(courier: Courier, waiting: CaseView) -> None:
    await courier.says("faq/photo_unclear", "照片拍不清楚", confidence=0.97)
    said = await courier.says("begin_anew", "/begin_anew")
    assert said == ["utter_faq/photo_unclear"]


async def test_who_goes_on_telling_is_asked_about_all_of_it(
    courier: Courier, fake: FakeBackend, waiting: CaseView
) -> None:
    await courier.says("wage_arrears", SENT, confidence=0.93)
    assert await courier.says("nlu_fallback", "翻翻前面", confidence=0.2) == []
    assert courier.question == steps.WAITING
    await courier.says("add_told", "/add_told")
    assert fake.help.deeds == [("add", f"{SENT}\n翻翻前面")]


async def test_a_photo_instead_of_a_yes_is_one(
    courier: Courier, fake: FakeBackend, waiting: CaseView
) -> None:
    await courier.says("wage_arrears", SENT, confidence=0.93)
    assert await courier.sends_photo() == ["utter_case_added"]
    assert fake.help.deeds == [("add", SENT), ("add", "document")]
    assert courier.question == steps.ADDITION


async def test_a_photo_out_of_the_blue_is_for_the_case_that_waits(
    courier: Courier, waiting: CaseView
) -> None:
    await courier.sends_photo()
    assert courier.slots["shown_case_id"] == str(waiting.case_id)


@pytest.mark.parametrize(
    "intent", ["request_human", "join_union", "check_case", "check_application"]
)
async def test_a_command_is_obeyed(courier: Courier, waiting: CaseView, intent: str) -> None:
    assert await courier.says(intent, "转人工", confidence=0.95) or courier.question
    assert courier.question != steps.WAITING


async def test_a_tapped_trouble_is_another_matter(
    courier: Courier, fake: FakeBackend, waiting: CaseView
) -> None:
    await courier.says("start_case", "/start_case")
    assert courier.id in fake.help.drafts


@pytest.mark.parametrize("intent", ["express_crisis", "report_emergency"])
async def test_danger_is_heard_before_the_question_and_during_it(
    courier: Courier, fake: FakeBackend, waiting: CaseView, intent: str
) -> None:
    await courier.says(intent, "不想活了", confidence=0.95)
    assert courier.question in {join_steps.DANGER_WHERE, join_steps.DANGER_STAY}
    courier.slots = {}
    await courier.says("wage_arrears", SENT, confidence=0.93)
    await courier.says(intent, "不想活了", confidence=0.95)
    assert courier.question in {join_steps.DANGER_WHERE, join_steps.DANGER_STAY}


async def test_a_fresh_injury_hears_of_120_before_the_question(
    courier: Courier, waiting: CaseView
) -> None:
    """L10."""
    assert await courier.says("work_injury", "送餐摔断腿了") == ["utter_case_injury_first"]
    assert courier.question == steps.WAITING


async def test_words_about_an_injury_that_is_known_are_just_asked_about(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.help.cases = [a_case(CaseStatus.waiting, kind=CaseKind.work_injury, waits_since=LONG_AGO)]
    assert await courier.says("work_injury", "医院不给开证明") == []


async def test_who_is_telling_of_a_trouble_is_not_interrupted(
    courier: Courier, fake: FakeBackend
) -> None:
    await begins(courier, until=steps.COUNTY)
    fake.help.cases = [a_case(CaseStatus.waiting, waits_since=LONG_AGO)]
    await courier.says("wage_arrears", "金水的站点没发", confidence=0.95)
    assert fake.help.answers[-1] == ("county", "金水的站点没发")
    await courier.says("goodbye", "先忙", confidence=0.95)
    await courier.says("inform", "一万二", confidence=0.9)
    assert courier.question == steps.AMOUNT


async def test_trouble_named_while_joining_is_offered_too_and_joining_goes_on(
    courier: Courier, fake: FakeBackend, waiting: CaseView
) -> None:
    await courier.reaches(join_steps.COUNTY)
    await courier.says("wage_arrears", SENT, confidence=0.93)
    assert courier.question == steps.WAITING
    assert await courier.says("add_told", "/add_told") == ["utter_case_added_only"]
    assert courier.question == join_steps.COUNTY


async def test_nobody_is_asked_where_no_case_waits_for_them(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.help.cases = [a_case(CaseStatus.waiting)]
    assert "utter_case_opened" in await courier.says("wage_arrears", SENT)


async def test_without_the_backend_the_ordinary_answer_is_given(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.is_down = True
    assert await courier.says("nlu_fallback", "啥", confidence=0.2) == ["utter_nlu_fallback"]


async def test_an_option_tapped_too_late_says_so(courier: Courier, waiting: CaseView) -> None:
    assert await courier.says("add_told", "/add_told") == ["utter_stale_tap"]
    assert await courier.says("begin_anew", "/begin_anew") == ["utter_stale_tap"]


async def test_after_hours_away_the_question_still_waits(
    courier: Courier, fake: FakeBackend, waiting: CaseView
) -> None:
    await courier.says("wage_arrears", SENT, confidence=0.93)
    kept = courier.slots
    await courier.runs("action_session_start", "greet")
    courier.slots = {e["name"]: e["value"] for e in courier.events if e["event"] == "slot"}
    assert courier.question == steps.WAITING
    assert {name: kept[name] for name in courier.slots} == courier.slots
    await courier.says("add_told", "/add_told")
    assert fake.help.deeds == [("add", SENT)]


async def test_what_is_quoted_is_short_and_shows_no_token(
    courier: Courier, waiting: CaseView
) -> None:
    await courier.says("wage_arrears", "打[[phone:12ab34cd]]问站长，工资条" + "在他那" * 20)
    quoted = courier.slots["shown_told"]
    assert "[[" not in quoted
    assert len(quoted) <= 31
    assert courier.slots["shown_case_number"] == NUMBER


async def test_what_was_left_unfinished_before_staff_asked_does_not_come_first(
    courier: Courier, fake: FakeBackend
) -> None:
    await begins(courier, until=steps.COUNTY)
    await courier.says("goodbye", "先忙", confidence=0.95)
    fake.help.cases = [a_case(CaseStatus.waiting, waits_since=LAST)]
    await courier.says("wage_arrears", SENT, confidence=0.93)
    assert courier.question == steps.WAITING


async def test_after_hours_away_what_staff_asked_for_later_comes_first(
    courier: Courier, fake: FakeBackend
) -> None:
    await begins(courier, until=steps.COUNTY)
    fake.help.cases = [a_case(CaseStatus.waiting, waits_since=LAST)]
    courier.slots = {}
    await courier.runs("action_session_start", "greet")
    assert courier.question is None
    fake.help.cases = [a_case(CaseStatus.waiting, waits_since=LONG_AGO)]
    await courier.runs("action_session_start", "greet")
    assert courier.question == steps.COUNTY


@pytest.mark.parametrize("is_evidence", [True, False])
async def test_a_photo_goes_to_whatever_asked_for_one_last(
    courier: Courier, fake: FakeBackend, is_evidence: bool
) -> None:
    await courier.reaches(join_steps.PORTRAIT)
    fake.drafts[courier.id].updated_at = datetime(2030, 1, 1, tzinfo=UTC)
    courier.slots = {}
    since = LAST if is_evidence else LONG_AGO
    fake.help.cases = [a_case(CaseStatus.waiting, waits_since=since)]
    said = await courier.sends_photo()
    assert said == ["utter_case_added" if is_evidence else "utter_photo_received"]


async def test_a_photo_after_an_unfinished_request_goes_to_the_case_that_asked(
    courier: Courier, fake: FakeBackend
) -> None:
    await begins(courier, until=steps.COUNTY)
    courier.slots = {}
    fake.help.cases = [a_case(CaseStatus.waiting, waits_since=LAST)]
    assert await courier.sends_photo() == ["utter_case_added"]


async def test_a_draft_gone_on_with_since_danger_was_told_still_ends_it(
    courier: Courier, fake: FakeBackend
) -> None:
    await courier.says("express_crisis", "不想活了")
    await begins(courier, until=steps.COUNTY)
    danger = fake.danger.open[courier.id]
    danger.told_at = LONG_AGO
    fake.help.cases = [a_case(CaseStatus.waiting, waits_since=LAST)]
    courier.slots = {}
    await courier.runs("action_session_start", "greet")
    assert courier.question is None
