"""Few questions, none twice, and every limit of the law said in time (S43, L07–L10)."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from backend.cases import forms, intake_facts, limits
from backend.cases.forms import MOST_ASKED, Progress
from backend.contracts.cases import CaseKind, IntakeField

TODAY = date(2026, 11, 24)
WAGES = CaseKind.wage_arrears


def told(kind: CaseKind, story: str) -> dict[str, Any]:
    facts = intake_facts.told_in(kind, story, today=TODAY, known={})
    return {"story": story, **facts}


def way_through(kind: CaseKind, truth: bool, facts: dict[str, Any]) -> list[IntakeField]:
    """The questions somebody hears who answers each."""
    asked: list[IntakeField] = []
    facts = dict(facts)
    while left := forms.missing(Progress(kind, facts, answered=[field.value for field in asked])):
        asked.append(left[0])
        facts[left[0].value] = truth if left[0] in forms.TRUTHS else "话"
    return asked


@pytest.mark.parametrize(("kind", "truth"), list(product(CaseKind, [True, False])))
def test_nobody_is_asked_more_than_eight_questions(kind: CaseKind, truth: bool) -> None:
    asked = way_through(kind, truth, {})
    assert 1 <= len(asked) <= MOST_ASKED
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("kind", list(CaseKind))
def test_the_needed_questions_are_asked_however_long_the_list(kind: CaseKind) -> None:
    needed = [f for f in forms.FORMS[kind].asks if not forms.is_optional(kind, f)]
    assert set(needed) <= {*way_through(kind, True, {}), IntakeField.left_on}


def test_what_the_story_said_is_not_asked_again() -> None:
    story = "我在金水区给美团跑单，上个月15号不干了，站点压我一万五"
    asked = way_through(WAGES, False, told(WAGES, story))
    assert asked == [
        IntakeField.period,
        IntakeField.people,
        IntakeField.phone,
        IntakeField.evidence,
    ]


@pytest.mark.parametrize("said", ["欠薪咋投诉", "想找个律师打官司", "工伤"])
def test_the_name_of_a_trouble_is_no_story(said: str) -> None:
    assert forms.missing(Progress(WAGES, told(WAGES, said)))[0] is IntakeField.story


@pytest.mark.parametrize("said", ["老板欠我两万多", "中通没发工资", "俺仨都没发"])
def test_a_short_sentence_with_a_fact_in_it_is_one(said: str) -> None:
    assert IntakeField.story not in forms.missing(Progress(WAGES, told(WAGES, said)))


@pytest.mark.parametrize(
    ("said", "tells"),
    [
        ("公司把我开除了，干了三年一分赔偿没有，俩孩子上学", True),
        ("说不清，一直是老王带着我们干", True),
        ("郑州顺达物流有限公司，航海路网点", False),
        ("美团的，在金水区，欠了一万二", False),
        ("没有", False),
        ("凭啥问我单位", True),
        ("问这干啥？", True),
        ("超时扣款50咋办", True),
        ("美团算不算？", False),
    ],
)
def test_a_story_instead_of_the_employer_is_heard_as_one(said: str, tells: bool) -> None:
    assert intake_facts.tells_instead(said) is tells


def test_the_famous_sentence_is_understood() -> None:
    facts = told(WAGES, "站长跑了欠俺们仨月工资咋弄啊十几个人都没发")
    assert facts["people"] == 12
    assert facts["period"] == "近3个月"
    # 「站长」 names no employer: which one it was is asked.
    assert "employer" not in facts
    assert "still_working" not in facts


def test_a_place_in_a_story_must_be_named_as_one() -> None:
    assert "county" not in told(WAGES, "上街买菜的时候说工资没有")
    assert "county" not in told(WAGES, "开解放货车运费没给")
    assert told(WAGES, "在金水送外卖没发工资")["county"] == "郑州市金水区"


def test_the_firm_is_kept_in_the_persons_own_spelling() -> None:
    assert told(WAGES, "给安能拉货运费没结")["employer"] == "安能"


def test_who_left_is_asked_when_and_who_stayed_is_not() -> None:
    facts = {
        "story": "没发工资",
        "employer": "中通",
        "county": "新郑市",
        "period": "x",
        "amount": "1",
    }
    facts |= {"people": "1"}
    left = forms.missing(Progress(WAGES, facts | {"still_working": False}))
    stays = forms.missing(Progress(WAGES, facts | {"still_working": True}))
    assert IntakeField.left_on in left
    assert IntakeField.left_on not in stays


def test_migrants_are_not_asked_for_their_means_l07() -> None:
    facts = {
        "story": "想找人帮我打官司",
        "employer": "x",
        "county": "x",
        "help_wanted": "x",
        "happened_on": "x",
    }
    migrant = forms.missing(Progress(CaseKind.legal_aid, facts | {"is_migrant": True}))
    townsman = forms.missing(Progress(CaseKind.legal_aid, facts | {"is_migrant": False}))
    assert IntakeField.income not in migrant
    assert IntakeField.income in townsman


@pytest.mark.parametrize("kind", list(CaseKind))
def test_who_needs_help_at_once_is_asked_the_least_l10(kind: CaseKind) -> None:
    left = forms.missing(Progress(kind, {"story": "x"}, urgent=True))
    assert len(left) <= 3
    assert left[-1] is IntakeField.phone


def test_options_are_few_enough_to_tap() -> None:
    assert all(len(options) <= 6 for options in forms.OPTIONS.values())


@pytest.mark.parametrize(
    ("field", "said", "kept"),
    [
        (IntakeField.amount, "一万二", "12000"),
        (IntakeField.amount, "说不好有多少", "说不好有多少"),
        (IntakeField.people, "就我自己", 1),
        (IntakeField.still_working, "no", False),
        (IntakeField.still_working, "早不干了", False),
        (IntakeField.still_working, "还在干", True),
        (IntakeField.is_injured_now, "没有", False),
        (IntakeField.left_on, "上个月15号", "2026-10-15"),
        (IntakeField.left_on, "麦罢那会儿", "麦罢那会儿"),
        (IntakeField.cause, "illness", "生病住院"),
        (IntakeField.help_wanted, "帮写文书", "帮写文书"),
        (IntakeField.employer, "没有", "没有单位"),
        (IntakeField.employer, "美团航海路站", "美团航海路站"),
        (IntakeField.period, "三个月", "近3个月"),
    ],
)
def test_answers_are_read_and_what_cannot_be_read_is_kept_as_said(
    field: IntakeField, said: str, kept: object
) -> None:
    assert intake_facts.answered(field, said, today=TODAY, known={})[field.value] == kept


@pytest.mark.parametrize("said", ["跳过", "不知道", "记不清了", "先不发", "没有", "发完了"])
def test_there_are_many_words_for_passing_over(said: str) -> None:
    assert intake_facts.is_skip(said)


@pytest.mark.parametrize("said", ["没有合同", "不知道能不能要回来", "跳槽了"])
def test_an_answer_that_only_begins_like_one_is_an_answer(said: str) -> None:
    assert not intake_facts.is_skip(said)


# Limits


def test_the_year_for_arbitration_runs_from_leaving_l08() -> None:
    facts = {"left_on": "2026-10-15", "still_working": False}
    first, second = limits.limits_of(WAGES, facts, today=TODAY)
    assert first.ends_on == date(2027, 10, 15)
    assert second.ends_on == date(2028, 10, 15)
    assert "最晚到2027年10月15日" in first.words


def test_while_the_work_lasts_no_limit_runs_for_wages_l08() -> None:
    facts = {"still_working": True}
    assert limits.limits_of(WAGES, facts, today=TODAY) == []
    assert "不受一年限制" in limits.sentences(WAGES, facts, today=TODAY)[0]


def test_other_disputes_count_from_the_harm_l08() -> None:
    (limit,) = limits.limits_of(CaseKind.legal_aid, {"happened_on": "2026-11-01"}, today=TODAY)
    assert limit.ends_on == date(2027, 11, 1)


def test_who_left_at_an_unknown_day_is_warned_from_the_last_pay_l08() -> None:
    facts = {"still_working": False, "last_paid": "2026-06-10"}
    first, _ = limits.limits_of(WAGES, facts, today=TODAY)
    assert first.ends_on == date(2027, 6, 10)


@pytest.mark.parametrize(
    ("left_on", "words"),
    [
        ("2026-01-10", "还剩47天，"),
        ("2025-12-20", "还剩26天，抓紧办"),
        ("2025-11-29", "只剩5天，请马上办"),
        ("2025-11-24", "就是今天"),
        ("2025-06-01", "先别放弃"),
    ],
)
def test_the_warning_grows_more_pressing_and_never_hopeless(left_on: str, words: str) -> None:
    said = limits.sentences(WAGES, {"left_on": left_on}, today=TODAY)
    assert any(words in sentence for sentence in said)


def test_injuries_have_thirty_days_and_a_year_l08() -> None:
    facts = {"happened_on": "2026-11-23"}
    employer, worker = limits.limits_of(CaseKind.work_injury, facts, today=TODAY)
    assert (employer.ends_on, worker.ends_on) == (date(2026, 12, 23), date(2027, 11, 23))


def test_legal_aid_answers_in_seven_and_three_days_l07() -> None:
    said = "".join(limits.sentences(CaseKind.legal_aid, {}, today=TODAY))
    assert "7天" in said
    assert "3天" in said


def test_a_limit_within_a_week_makes_legal_aid_come_first() -> None:
    said = limits.sentences(CaseKind.legal_aid, {"left_on": "2025-11-29"}, today=TODAY)
    assert any("先援助" in sentence for sentence in said)


@pytest.mark.parametrize("kind", list(CaseKind))
@pytest.mark.parametrize("day", ["2026-11-24", "2026-10-30", "2025-11-30", "2025-01-01", "说不清"])
def test_every_limit_leaves_the_last_word_to_the_office(kind: CaseKind, day: str) -> None:
    facts = {"left_on": day, "happened_on": day, "still_working": False}
    for sentence in limits.sentences(kind, facts, today=TODAY):
        assert "以" in sentence or "工作人员" in sentence
        assert len(sentence) <= 60
