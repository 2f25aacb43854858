"""What spoken Henan says without being asked: money, people, months, who stayed and who left."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cases import intake_facts, reading
from backend.cases.numerals import value_of
from backend.cases.reading_dates import find_day
from backend.cases.reading_periods import find_period
from backend.contracts.cases import CaseKind, IntakeField

TODAY = date(2026, 11, 24)
FAMOUS = "站长跑了欠俺们仨月工资咋弄啊十几个人都没发"


@pytest.mark.parametrize(
    ("said", "worth"),
    [
        ("一万二", 12000),
        ("三千五", 3500),
        ("两百五", 250),
        ("一千零五十", 1050),
        ("一百零五", 105),
        ("十五", 15),
        ("百十", 110),
        ("十几", 12),
        ("二十几", 22),
        ("几十", 30),
        ("几", 3),
        ("仨", 3),
        ("俩", 2),
        ("3万5", 35000),
        ("1.5w", 15000),
        ("3k", 3000),
        ("十万", 100000),
    ],
)
def test_numbers_are_worth_what_people_mean(said: str, worth: int) -> None:
    assert value_of(said) == worth


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("老板欠我两万多", 20000),
        ("站点压我一万五", 15000),
        ("3500块没结", 3500),
        ("一共欠了三千五百块钱", 3500),
        ("押金500不退", 500),
        ("虚假签收罚五百", 500),
        ("运费一万多没给我打电话也不接", 10000),
        ("总共欠12,000元", 12000),
        ("欠薪1.5w", 15000),
        ("孩子住院要二十万", 200000),
        ("前前后后三千、八千，一共一万一", 11000),
    ],
)
def test_money_is_found_in_a_sentence(said: str, amount: int) -> None:
    assert reading.find_amount(said) == amount


@pytest.mark.parametrize(
    "said",
    [
        "欠我钱不给",
        "干了俩月一分钱没给",
        "打了12351没人接",
        "送了三百单",
        "说了八百回了",
        "手机号[[phone:12345678]]",
        "三十多号人",
        "两个月零五天",
        "就几千块钱",
        "2025年3月开始欠",
        FAMOUS,
    ],
)
def test_what_is_no_sum_is_not_taken_for_one(said: str) -> None:
    assert reading.find_amount(said) is None


def test_a_months_pay_times_the_months_is_what_is_owed() -> None:
    said = "一个月四千，仨月没发"
    period = find_period(said, today=TODAY)
    assert period is not None
    assert period.words == "近3个月"
    assert reading.find_amount(said, months=period.months) == 12000


def test_a_bare_number_is_money_only_where_money_was_asked_for() -> None:
    assert reading.find_amount("大概四千吧", asked=True) == 4000
    assert reading.find_amount("12000", asked=True) == 12000
    assert reading.find_amount("12000") is None


@pytest.mark.parametrize(
    ("said", "count", "is_exact"),
    [
        (FAMOUS, 12, False),
        ("公司跑路了 几十号人工资没发", 30, False),
        ("三十多号人", 32, False),
        ("我们仨", 3, True),
        ("俺俩的工钱", 2, True),
        ("俺们十来个骑手", 10, False),
        ("公司欠我们20个人三个月工资", 20, True),
        ("一共二十个师傅", 20, True),
        ("就我一个", 1, True),
        ("就俺自己", 1, True),
    ],
)
def test_people_are_counted_as_they_are_spoken_of(said: str, count: int, is_exact: bool) -> None:
    assert reading.find_people(said) == reading.People(count, is_exact)


@pytest.mark.parametrize(
    "said", ["欠俺们仨月工资", "一家五口人", "我三个月没发工资", "老板欠我两万多", "我两天没吃饭"]
)
def test_months_money_and_families_are_no_crowd(said: str) -> None:
    assert reading.find_people(said) is None


def test_a_bare_number_is_people_only_where_people_were_asked_for() -> None:
    assert reading.find_people("大概七八个", asked=True) is not None
    assert reading.find_people("12", asked=True) == reading.People(12, is_exact=True)
    assert reading.find_people("12") is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FAMOUS, "近3个月"),
        ("干了俩月一分钱没给", "近2个月"),
        ("站长压我半个月工资", "半个月"),
        ("一个半月没发钱", "近1.5个月"),
        ("工钱拖了大半年", "大半年"),
        ("运费三年没给", "近3年"),
        ("拖了半年了", "近半年"),
        ("8月份工资没发", "2026年8月"),
        ("七八月的工资没给", "2026年7月至8月"),
        ("6、7、8月没发", "2026年6月至8月"),
        ("去年10月到今年3月的工资没发", "2025年10月至2026年3月"),
        ("从9月到现在没发", "2026年9月至11月"),
        ("上个月工资没发", "2026年10月"),
    ],
)
def test_how_long_is_heard_in_any_form(said: str, words: str) -> None:
    period = find_period(said, today=TODAY)
    assert period is not None
    assert period.words == words


@pytest.mark.parametrize("said", ["我上个月不干了", "三月十五那天", "2025年的事", "欠我钱"])
def test_a_date_is_not_a_period(said: str) -> None:
    assert find_period(said, today=TODAY) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("夜儿个黑喽", date(2026, 11, 23)),
        ("昨天", date(2026, 11, 23)),
        ("大前天", date(2026, 11, 21)),
        ("今儿早上", date(2026, 11, 24)),
        ("3月15", date(2026, 3, 15)),
        ("三月十五", date(2026, 3, 15)),
        ("12月5号", date(2025, 12, 5)),
        ("2025年3月1日", date(2025, 3, 1)),
        ("2025.3.1", date(2025, 3, 1)),
        ("上个月15号", date(2026, 10, 15)),
        ("上个月", date(2026, 10, 1)),
        ("上周三", date(2026, 11, 18)),
        ("仨月前", date(2026, 8, 24)),
        ("走了半年了", date(2026, 5, 24)),
        ("十月底", date(2026, 10, 21)),
        ("去年12月", date(2025, 12, 1)),
        ("前年", date(2024, 1, 1)),
    ],
)
def test_a_day_is_found_and_a_vague_one_is_taken_early(said: str, day: date) -> None:
    assert find_day(said, today=TODAY) == day


@pytest.mark.parametrize("said", ["三个月没发", "3个月", "不知道", "明年3月1日", ""])
def test_what_is_no_day_is_none(said: str) -> None:
    assert find_day(said, today=TODAY) is None


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        ("我还在干", True),
        ("还搁那跑着嘞", True),
        ("没走呢", True),
        ("早就走了", False),
        ("上个月不干了", False),
        ("离职了工资不给结", False),
        ("被辞退了", False),
        ("站长跑了", None),
        ("老板跑路了", None),
        ("工资没发", None),
    ],
)
def test_who_stayed_and_who_left(said: str, stays: bool | None) -> None:
    assert reading.find_still_working(said) is stays


@pytest.mark.parametrize(
    ("said", "now"),
    [
        ("人现在在医院 急用钱", True),
        ("俺夜儿个黑喽送单叫一个小轿车㨃了现在医院里头嘞", True),
        ("刚才被车撞了", True),
        ("躺床上动不了", True),
        ("已经出院了", False),
        ("没啥大事", False),
        ("上班路上被撞", None),
    ],
)
def test_whether_somebody_is_hurt_at_this_moment(said: str, now: bool | None) -> None:
    assert reading.find_injured_now(said) is now


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("张师傅 [[phone:12345678]]", "张师傅"),
        ("我姓张", "张师傅"),
        ("[[phone:12345678]] 我叫张小满", "张小满"),
        ("[[phone:12345678]]", None),
        ("本机", None),
        ("138 1234 5678", None),
    ],
)
def test_how_somebody_wants_to_be_called(said: str, name: str | None) -> None:
    assert reading.find_call_sign(said) == name


@pytest.mark.parametrize("said", ["9" * 40 + "块", "99999年前", "9" * 30 + "天前"])
def test_numbers_beyond_belief_are_not_taken(said: str) -> None:
    assert reading.find_amount(said, asked=True) is None
    assert find_day(said, today=TODAY) is None
    intake_facts.answered(IntakeField.amount, said, today=TODAY, known={})


@pytest.mark.parametrize(
    "part", ["9", "九", "9.", "一个月", "欠我", "现在", "3月", "刚", "1-", "万"]
)
def test_no_long_story_is_read_for_ever(part: str) -> None:
    """One message must not hold up everybody else's: what looked back over all of it would not end here."""
    story = part * (40_000 // len(part))
    intake_facts.told_in(CaseKind.wage_arrears, story, today=TODAY, known={})
    intake_facts.told_in(CaseKind.work_injury, story, today=TODAY, known={})


def test_money_is_decimal() -> None:
    assert isinstance(reading.find_amount("3500块"), Decimal)


ANY_WORDS = st.text(
    alphabet="零一二两仨三四五六七八九十百千万几半多个月年天号日元块钱人我俺们欠没发走了上下去今昨夜儿到"
    "从12345.,、，。-/ kKwW￥\n[[phone:]]",
    max_size=40,
)


@given(ANY_WORDS | st.text(max_size=60))
def test_no_words_whatever_break_the_reading(said: str) -> None:
    for kind in CaseKind:
        intake_facts.told_in(kind, said, today=TODAY, known={})
    for field in IntakeField:
        intake_facts.answered(field, said, today=TODAY, known={})


@given(ANY_WORDS)
def test_what_is_read_is_sane(said: str) -> None:
    people, day = reading.find_people(said, asked=True), find_day(said, today=TODAY)
    assert people is None or 1 <= people.count < 100_000
    assert day is None or day <= TODAY
    amount = reading.find_amount(said, asked=True)
    assert amount is None or amount > 0
