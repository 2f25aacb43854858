"""How long, or which months: 「仨月」, 「大半年」, 「6月到8月」, 「七八月」. No I/O here."""

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

from backend.cases.numerals import NUMERAL, is_vague, plain, value_of
from backend.cases.reading import MONTHLY_PAY, Period
from backend.cases.reading_dates import last_month

_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_RANGE = re.compile(
    rf"(?P<from_year>去年|前年|今年|20[0-9]{{2}}年)?(?<![零一二两三四五六七八九十百千万])(?P<from>{_M})月?份?(?:到|至|-|~|—|直到)"
    rf"(?P<to_year>去年|今年|20[0-9]{{2}}年)?(?:(?P<to>{_M})月|(?P<now>现在|今天|目前|这个月|如今))"
)
_LIST = re.compile(
    r"(?<![0-9])(?P<list>(?:1[0-2]|[1-9])(?:[、,.和跟](?:1[0-2]|[1-9])){1,5}|[一二三四五六七八九]{2,4})月"
)
# 「八月九月」, 「9月和10月」.
_NAMED_IN_A_ROW = re.compile(
    rf"(?<![0-9零一二三四五六七八九十])(?P<list>{_M}月(?:份)?(?:(?:的)?[、,.和跟]?{_M}月(?:份)?){{1,5}})(?!{_M}[号日]|[0-9一二三四五六七八九十])"
)
_LENGTH = re.compile(
    rf"(?P<n>大半|半|{NUMERAL})(?:来|多)?(?:个?(?P<half>半)(?:多)?月|个(?:来|多)?月|(?P<unit>年|月|周|星期|天))(?P<more>多|半)?"
)
_NAMED = re.compile(
    r"(?P<which>上个?|这个?|本)月(?:份)?的?(?:工资|工钱|运费|提成|钱|没|就没|又没|也没)"
)
_ONE = re.compile(rf"(?P<month>{_M})月(?:份)?(?:的)?(?:工资|工钱|钱|提成|运费|没)")


def find_period(text: str, *, today: date) -> Period | None:
    """Months named come first, then how long it lasts; 「三月」 is March, 「仨月」 three months."""
    # A month's pay goes first: without the space 「一个月五千 三个月」 is 「五千三个」.
    said = MONTHLY_PAY.sub(",", plain(text)).replace(" ", "")
    for reader in (_range, _several, _in_a_row, _one, _length, _named):
        found = reader(said, today)
        if found is not None:
            return found
    return None


def _range(said: str, today: date) -> Period | None:
    found = _RANGE.search(said)
    if found is None:
        return None
    last = today.replace(day=1) if found["now"] else _month(found["to"], found["to_year"], today)
    first = _month(found["from"], found["from_year"], last)
    if first > last:
        return None
    return _between(first, last)


def _month(numeral: str, year: str | None, latest: date) -> date:
    """Without a year it is the last such month up to `latest`."""
    month = int(value_of(numeral))
    if year in {"去年", "前年"}:
        return date(latest.year - (1 if year == "去年" else 2), month, 1)
    if year and year != "今年":
        return date(int(year[:4]), month, 1)
    this_year = date(latest.year, month, 1)
    return this_year if this_year <= latest else date(latest.year - 1, month, 1)


def _between(first: date, last: date) -> Period:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count == 1:
        return Period(f"{last.year}年{last.month}月", Decimal(1), last)
    year = f"{last.year}年" if last.year != first.year else ""
    words = f"{first.year}年{first.month}月至{year}{last.month}月"
    return Period(words, Decimal(count), last)


def _several(said: str, today: date) -> Period | None:
    found = _LIST.search(said)
    if found is None:
        return None
    listed = re.split("[、,.和跟]", found["list"])
    return _consecutive(listed if len(listed) > 1 else list(found["list"]), today)


def _in_a_row(said: str, today: date) -> Period | None:
    found = _NAMED_IN_A_ROW.search(said)
    return _consecutive(re.findall(rf"({_M})月", found["list"]), today) if found else None


def _consecutive(numerals: list[str], today: date) -> Period | None:
    months = [int(value_of(n)) for n in numerals]
    if any(b != a % 12 + 1 for a, b in pairwise(months)):
        return None
    last = _month(str(months[-1]), None, today)
    return _between(_month(str(months[0]), None, last), last)


def _one(said: str, today: date) -> Period | None:
    """「8月份的工资」."""
    found = _ONE.search(said)
    if found is None or said[found.start() - 1 : found.start()] in {"几", "十"}:
        return None
    month = _month(found["month"], None, today)
    return _between(month, month)


def _length(said: str, today: date) -> Period | None:
    rest = MONTHLY_PAY.sub(" ", said)
    for found in _LENGTH.finditer(rest):
        n, unit = found["n"], found["unit"] or "月"
        if unit == "天" and re.match(NUMERAL, rest[found.end() :]):  # 一天二百六
            continue
        if is_vague(n):
            return Period(f"{n}个月") if unit == "月" and not found["unit"] else None
        half = n in {"半", "大半"}
        value = Decimal("0.5") if half else value_of(n)
        if unit == "年" and value >= 50:  # 2025年
            continue
        if found["unit"] == "月" and n not in {"仨", "俩", "两", "半"}:  # 三月, 10月
            continue
        return _lasting(found, unit, value)
    return None


def _lasting(found: re.Match[str], unit: str, value: Decimal) -> Period | None:
    more = found["more"]
    value += Decimal("0.5") if found["half"] or more == "半" else 0
    if unit == "年":
        months = value * 12 + (2 if found["n"] == "大半" else 0)
        words = "半年" if value == Decimal("0.5") else f"{_short(value)}年"
        if found["n"] == "大半":
            return Period("大半年", months)
        return Period(f"近{words}{'多' if more == '多' else ''}", months)
    if unit == "月":
        if value == Decimal("0.5"):
            return Period("半个月", value)
        return Period(f"近{_short(value)}个月", value)
    if unit == "天":
        return Period(f"{_short(value)}天", None)
    return Period(f"{_short(value)}周", None)


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _named(said: str, today: date) -> Period | None:
    """「上个月不干了」 says when somebody left, not what is owed."""
    found = _NAMED.search(said) or re.fullmatch(
        r"(?:就)?(?P<which>上个?|这个?|本)月(?:份)?的?", said
    )
    if found is None:
        return None
    month = last_month(today) if found["which"].startswith("上") else today.replace(day=1)
    return _between(month, month)
