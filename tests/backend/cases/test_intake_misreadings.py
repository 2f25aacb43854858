"""Sentences that were once read wrongly: a sum that was paid, a month that was half a number, a day too late."""

from datetime import date

import pytest

from backend.cases import intake_facts, reading
from backend.cases.reading_dates import find_day
from backend.cases.reading_periods import find_period
from backend.cases.urgency import urgent_reason
from backend.contracts.cases import CaseKind, IntakeField

TODAY = date(2026, 11, 24)


def told(said: str, kind: CaseKind = CaseKind.wage_arrears) -> dict[str, object]:
    return intake_facts.told_in(kind, said, today=TODAY, known={})


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("绩效扣光了 这个月就发了一千二", None),
        ("保底六千 到手三千二", 6000),
        ("欠我一万 只给了两千", 10000),
        ("说好一个月七千实际给了四千", 7000),
        ("一趟四千八跑了五趟都没结", None),
        ("现在每单三块二 太低了", None),
        ("单价从5块降到3块2", None),
        ("因为一个餐洒了让我赔188", 188),
        ("还让交五百罚款", 500),
        ("欠款32000", 32000),
        ("八月九月没发 每个月六千多", 6000),
        ("还没给我结的有三千块", 3000),
    ],
)
def test_what_was_paid_and_what_one_trip_is_worth_is_not_what_is_owed(
    said: str, amount: int | None
) -> None:
    assert reading.find_amount(said) == amount


def test_a_months_pay_and_the_months_in_one_answer_are_multiplied() -> None:
    kept = intake_facts.answered(IntakeField.amount, "一个月五千 三个月", today=TODAY, known={})
    assert kept == {"amount": "15000"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("欠了俩月一万二到现在一分没给", "近2个月"),
        ("八月九月工资没发", "2026年8月至9月"),
        ("9月10月11月都没给", "2026年9月至11月"),
        ("9月和10月的", "2026年9月至10月"),
        ("9月份10月份的", "2026年9月至10月"),
        ("五月六月七月", "2026年5月至7月"),
        ("仨半月没见钱", "近3.5个月"),
        ("两个来月了", "近2个月"),
        ("从6月到现在", "2026年6月至11月"),
        ("一天二百六干了四十天", "40天"),
    ],
)
def test_months_are_those_that_were_named(said: str, words: str) -> None:
    period = find_period(said, today=TODAY)
    assert period is not None
    assert period.words == words


@pytest.mark.parametrize("said", ["一共三千二到现在没给", "干到八月九号"])
def test_sums_and_days_are_no_months(said: str) -> None:
    assert find_period(said, today=TODAY) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("上上周三", date(2026, 11, 11)),
        ("上上周", date(2026, 11, 9)),
        ("上上个月", date(2026, 9, 1)),
        ("上上个月十号", date(2026, 9, 10)),
        ("大前年", date(2023, 1, 1)),
        ("国庆节那天", date(2026, 10, 1)),
        ("元旦", date(2026, 1, 1)),
        ("双十一那天", date(2026, 11, 11)),
        ("去年国庆", date(2025, 10, 1)),
        ("去年在仓库，五一那天", date(2025, 5, 1)),
        ("前年元旦", date(2024, 1, 1)),
        ("2024年国庆节", date(2024, 10, 1)),
        ("今年五一", date(2026, 5, 1)),
        ("上个月15号开始", date(2026, 10, 15)),
    ],
)
def test_a_day_further_back_is_not_taken_too_late(said: str, day: date) -> None:
    assert find_day(said, today=TODAY) == day


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        ("加盟商把网点转让走了", None),
        ("老板卷着钱跑了", None),
        ("早都不在那了", False),
        ("上个月就离了", False),
        ("干着呢", True),
        ("还跑着嘞", True),
    ],
)
def test_who_went_away_is_not_mistaken(said: str, stays: bool | None) -> None:
    assert reading.find_still_working(said) is stays


@pytest.mark.parametrize("said", ["正治着嘞", "还没好 住着院"])
def test_who_is_still_treated_is_hurt_now(said: str) -> None:
    assert reading.find_injured_now(said) is True


def test_who_counts_the_others_is_counted_too() -> None:
    assert reading.find_people("除了我还有九个", asked=True) == reading.People(10, is_exact=True)


def test_a_whole_message_in_dialect_gives_what_it_says_and_nothing_else() -> None:
    said = "俺给中通送快递嘞欠了俩月一万二到现在一分没给中不中恁给俺要要"
    assert told(said) == {
        "employer": "中通",
        "trade": "courier",
        "period": "近2个月",
        "amount": "12000",
    }


@pytest.mark.parametrize(
    "said", ["要不到钱俺就从楼上跳下去", "真嘞不想过了 想跳黄河算了", "这日子俺不想过了"]
)
def test_despair_in_a_story_is_urgent_l10(said: str) -> None:
    assert urgent_reason(said) == "self_harm"


@pytest.mark.parametrize("said", ["从车上跳下去崴了脚", "跳槽了 老板不给钱", "跳单被平台罚了"])
def test_not_every_jump_is_despair(said: str) -> None:
    assert urgent_reason(said) is None


@pytest.mark.parametrize("said", ["人在ICU躺着", "俺老公进重症了", "还在监护室里"])
def test_who_lies_in_intensive_care_is_hurt_now_l10(said: str) -> None:
    assert reading.find_injured_now(said) is True


@pytest.mark.parametrize("said", ["农药都买好了", "遗书都写好了", "还不上钱死了算了", "真不如死了"])
def test_who_speaks_of_dying_may_not_wait_l10(said: str) -> None:
    assert urgent_reason(said) == "self_harm"


@pytest.mark.parametrize("said", ["给农药厂拉货运费没给", "车上拉嘞农药，押金不退"])
def test_who_hauls_pesticide_is_in_no_danger(said: str) -> None:
    assert urgent_reason(said) is None


@pytest.mark.parametrize("said", ["上个月走的货款没结", "10月15号走的那趟货没给钱"])
def test_goods_that_went_are_nobody_who_left(said: str) -> None:
    assert reading.find_still_working(said) is None


@pytest.mark.parametrize(
    ("said", "employer"),
    [
        ("在京东物流惠济站送快递，拖欠俺5个月工资", "京东物流惠济站"),
        ("中通宝丰网点罚我2000", "中通宝丰网点"),
        ("美团的站长跑了", "美团"),
        ("美团欠我钱，站点不管", "美团"),
        ("美团罚我，站里不管", "美团"),
    ],
)
def test_the_site_that_was_named_goes_with_the_platform(said: str, employer: str) -> None:
    assert told(said)["employer"] == employer


@pytest.mark.parametrize(
    ("today", "day"),
    [(date(2026, 11, 24), date(2026, 1, 1)), (date(2026, 2, 3), date(2025, 1, 1))],
)
def test_after_the_new_year_is_taken_early(today: date, day: date) -> None:
    assert find_day("过完年就走了", today=today) == day


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("干到10月15号走的", "2026-10-15"),
        ("其实是去年12月15号走的", "2025-12-15"),
        ("站长上个月15号走的", None),
    ],
)
def test_the_day_somebody_went_is_the_day_they_left(said: str, day: str | None) -> None:
    assert told(said).get("left_on") == day


@pytest.mark.parametrize(
    ("said", "employer"),
    [
        ("2025年12月2日离职的，在郑州管城区，闪送，5个月，1万5", "闪送"),
        ("美团的，在金水区，欠了一万二", "美团的"),
        ("美团，航海路站", "美团，航海路站"),
        ("郑州顺达物流有限公司，航海路网点", "郑州顺达物流有限公司，航海路网点"),
        ("说不清，一直是老王带着我们干", "说不清，一直是老王带着我们干"),
        ("美团航海路站", "美团航海路站"),
    ],
)
def test_of_a_whole_sentence_only_the_employer_is_the_employer(said: str, employer: str) -> None:
    assert intake_facts.employer_words(said) == employer
