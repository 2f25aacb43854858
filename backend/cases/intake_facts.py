"""From words to what the draft keeps: facts by field, or the name of what could not be read. No I/O here.

Kept are words as said, whole numbers, true and false, and days as ISO dates; money as digits.
Words nothing can be made of are kept as words: no question is asked twice for a machine's sake.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from backend.cases import reading
from backend.cases.forms import FORMS, OPTIONS, TRUTHS
from backend.cases.reading_dates import find_day
from backend.cases.reading_periods import find_period
from backend.contracts.cases import CaseKind, IntakeField
from backend.membership.employers import find_employer, is_kind, known_employers, platform_named
from backend.membership.trades import find_trade
from backend.unions.places import county_named_in

_F = IntakeField
Facts = dict[str, Any]

_LONGEST: Final = 300
_TELLING_FROM: Final = 6
_LONGEST_STORY: Final = 4000
_SKIPS = re.compile(
    r"^(?:跳过|略过|不知道|知不道|不清楚|说不清|记不清|记不得|忘了|没有|没|无|冇|木有|算了|下一个|下一题|"
    r"不想(?:说|留|填|写)|不方便|保密|先不[发填说写留]?|以后再说|等会再说|没啥|没别的|发完了|好了|就这些)"
    r"(?:了|吧|啊|嘞)?[。.!！]?$"
)
_FIRM = re.compile(r"[\u4e00-\u9fff]{2}(?:公司|物流|快运|车队|劳务|网点|站)")
# 「凭啥问我单位」 is no employer.
_ASKS_BACK = re.compile(r"^(?:凭啥|凭什么|为啥|为什么|干啥|干嘛|问这)|(?:吗|咋[办弄整]|[?？])$")
# Behind a platform's name: 「京东物流惠济站」, but neither 「美团的站长」 nor 「美团罚我，站里不管」.
_SITE = r"(?:(?![的得了没不欠拖扣罚在跑送干给让被把我俺咱他那这站网])[\u4e00-\u9fff]){2,8}(?:网点|站点|站)(?![长里])"
NO_EMPLOYER: Final = "没有单位"
_COMPLAINED: Final = (
    ("no", r"(?:没|没有|还没|不会|咋|怎么|想|要)(?:去)?(?:申诉|投诉|反映)"),
    (
        "appealed",
        r"申诉(?:了|过|不|没|失败|都|也|[一二两三四五六七八九十几0-9]+[次回遍])|(?:给|都|又)(?:我)?驳回",
    ),
    ("elsewhere", r"(?:投诉|反映)(?:了|过)|(?:打了|打过)12[0-9]{3}|报了?过?警"),
)
# From here on people are counted roughly.
_ROUGHLY: Final = 10
_CAUSES: Final = (
    ("illness", r"病|癌|白血|瘫|住院|医药费|手术|尿毒|透析|残疾"),
    ("disaster", r"失火|着火|火灾|洪水|淹|塌|遭灾|地震"),
    ("accident", r"车祸|事故|摔|撞"),
    ("school", r"上学|学费|大学|助学|孩子.{0,4}学"),
    ("jobless", r"失业|没活|没工作|没收入|下岗"),
)


def is_skip(text: str) -> bool:
    return bool(_SKIPS.match(text.strip()))


def told_in(kind: CaseKind, text: str, *, today: date, known: Mapping[str, Any]) -> Facts:
    """What a free sentence says besides its answer; what is known already stays as it is."""
    said = text[:_LONGEST_STORY]
    told = {
        field.value: value
        for field, read in _TELLERS.items()
        if (field in FORMS[kind].asks or field is _F.trade)
        and field.value not in known
        and (value := read(said, today, known)) is not None
    }
    county = county_named_in(said) if _F.county.value in told else None
    return told | ({"county_code": county.code} if county else {})


def _amount(said: str, today: date, known: Mapping[str, Any]) -> str | None:
    period = find_period(str(known.get(_F.period.value, "")) or said, today=today)
    amount = reading.find_amount(said, months=period.months if period else None)
    return _digits(amount) if amount else None


def _digits(amount: Decimal) -> str:
    return f"{amount.quantize(Decimal('0.01')).normalize():f}"


def _people(said: str, today: date, known: Mapping[str, Any]) -> int | None:
    people = reading.find_people(said)
    return people.count if people else None


def _period(said: str, today: date, known: Mapping[str, Any]) -> str | None:
    period = find_period(said, today=today)
    return period.words if period else None


def _employer(said: str, today: date, known: Mapping[str, Any]) -> str | None:
    """In the person's own spelling: several firms share one entry of the list.

    Where only a kind of employer is named, who it was is still to be asked.
    """
    platform = platform_named(said)
    if platform is None or is_kind(platform.name):
        return None
    entry = next(each for each in known_employers() if each.name == platform.name)
    spelled = (each for each in (*entry.aliases, entry.name) if each.lower() in said.lower())
    longest = re.escape(max(spelled, key=len))
    found = re.search(f"{longest}(?:{_SITE})?", said, re.IGNORECASE)
    return found[0] if found else None


def _trade(said: str, today: date, known: Mapping[str, Any]) -> str | None:
    platform = platform_named(said)
    trade = find_trade(said).trade
    return (trade.code if trade else None) or (platform.trade if platform else None)


def _county(said: str, today: date, known: Mapping[str, Any]) -> str | None:
    county = county_named_in(said)
    return county.label if county else None


def _left_on(said: str, today: date, known: Mapping[str, Any]) -> str | None:
    """Only a day in the same breath as the leaving."""
    for clause in re.split(r"[，,。；;！!\s]", said):
        if reading.find_still_working(clause) is False:
            day = find_day(clause, today=today)
            return day.isoformat() if day else None
    return None


def _happened_on(said: str, today: date, known: Mapping[str, Any]) -> str | None:
    day = find_day(said, today=today)
    return day.isoformat() if day else None


def _cause(said: str, today: date, known: Mapping[str, Any]) -> str | None:
    code = next((code for code, words in _CAUSES if re.search(words, said)), None)
    return OPTIONS[_F.cause][code] if code else None


def _complained(said: str, today: date, known: Mapping[str, Any]) -> str | None:
    """「申诉了三次都驳回」 is no sum of money, whenever it is said."""
    code = next((code for code, words in _COMPLAINED if re.search(words, said)), None)
    return OPTIONS[_F.already_complained][code] if code else None


_Teller = Callable[[str, date, Mapping[str, Any]], Any]
_TELLERS: Final[dict[IntakeField, _Teller]] = {
    _F.employer: _employer,
    _F.trade: _trade,
    _F.county: _county,
    _F.period: _period,
    _F.amount: _amount,
    _F.people: _people,
    _F.still_working: lambda said, _, __: reading.find_still_working(said),
    _F.left_on: _left_on,
    _F.happened_on: _happened_on,
    _F.is_injured_now: lambda said, _, __: reading.find_injured_now(said),
    _F.is_migrant: lambda said, _, __: reading.find_migrant(said),
    _F.cause: _cause,
    _F.already_complained: _complained,
}


def answered(field: IntakeField, text: str, *, today: date, known: Mapping[str, Any]) -> Facts:
    """The answer to a question that was asked. County and phone are read where their lists are."""
    said = text.strip()
    if field in OPTIONS:
        return _chosen(field, said)
    match field:
        case _F.story:
            return {_F.story.value: said[:_LONGEST_STORY]}
        case _F.employer:
            return {_F.employer.value: employer_words(said)}
        case _F.period:
            return {_F.period.value: _period(said, today, known) or said[:40]}
        case _F.amount:
            return {_F.amount.value: _asked_amount(said, today, known)}
        case _F.people:
            people = reading.find_people(said, asked=True)
            return {_F.people.value: people.count if people else said[:40]}
        case _F.left_on | _F.happened_on | _F.last_paid:
            day = find_day(said, today=today)
            return {field.value: day.isoformat() if day else said[:40]}
    return {field.value: said[:_LONGEST]}


def _asked_amount(said: str, today: date, known: Mapping[str, Any]) -> str:
    period = find_period(str(known.get(_F.period.value, "")) or said, today=today)
    amount = reading.find_amount(said, months=period.months if period else None, asked=True)
    return _digits(amount) if amount else said[:40]


def _chosen(field: IntakeField, said: str) -> Facts:
    code = next((c for c, label in OPTIONS[field].items() if said in {c, label}), None)
    if field in TRUTHS:
        truth = {"yes": True, "no": False}.get(code or "", _truth(field, said))
        return {field.value: said[:_LONGEST] if truth is None else truth}
    return {field.value: OPTIONS[field][code] if code else said[:_LONGEST]}


def _truth(field: IntakeField, said: str) -> bool | None:
    readers = {
        _F.still_working: reading.find_still_working,
        _F.is_injured_now: reading.find_injured_now,
        _F.is_migrant: reading.find_migrant,
    }
    plainly = readers[field](said)
    return reading.find_yes_or_no(said) if plainly is None else plainly


def employer_words(said: str) -> str:
    """As said, with its site: 「美团航海路站」; of a whole sentence the part that names it."""
    named = "，".join(part for part in re.split(r"[，,。；;！!]", said) if _names_employer(part))
    words = (named or said)[:60]
    return words if find_employer(words).name else NO_EMPLOYER


def _names_employer(part: str) -> bool:
    return platform_named(part) is not None or _FIRM.search(part) is not None


def tells_instead(said: str) -> bool:
    """Asked for the employer, somebody goes on with the story or asks back, and names no firm."""
    has_sentences = re.search(r"[，,。；;！!]", said.strip("，,。；;！! ")) is not None
    asks_back = _ASKS_BACK.search(said) is not None
    return (
        (has_sentences or asks_back) and _FIRM.search(said) is None and platform_named(said) is None
    )


def tells_no_sum(said: str) -> bool:
    """Asked for the sum, somebody goes on with the story: 「申诉了三次都驳回」, not 「好几千吧」."""
    return len(said) >= _TELLING_FROM and not re.search(r"[百千万块元钱kKwW]|[0-9]{2,}", said)


def is_read(field: IntakeField, value: Any) -> bool:
    """False for words that were kept only because nothing could be made of them."""
    if field in TRUTHS:
        return isinstance(value, bool)
    if field is _F.people:
        return isinstance(value, int)
    if field is _F.amount:
        return amount_of({field.value: value}) is not None
    if field in {_F.left_on, _F.happened_on}:
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)) is not None
    return True


def amount_of(facts: Mapping[str, Any]) -> Decimal | None:
    digits = str(facts.get(_F.amount.value, ""))
    return Decimal(digits) if re.fullmatch(r"[0-9]+(?:\.[0-9]{1,2})?", digits) else None


def shown(field: IntakeField, value: Any, *, assumed: bool = False) -> str:
    """A fact as the person and staff read it."""
    if field in TRUTHS and isinstance(value, bool):
        return OPTIONS[field]["yes" if value else "no"]
    if field is _F.people and isinstance(value, int):
        return f"{'约' if assumed and value >= _ROUGHLY else ''}{value}人"
    if field is _F.amount and re.fullmatch(r"[0-9]+(?:\.[0-9]{1,2})?", str(value)):
        return f"{'约' if assumed else ''}{Decimal(str(value)):,}元"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
        day = date.fromisoformat(str(value))
        return f"{day.year}年{day.month}月{day.day}日"
    return str(value)
