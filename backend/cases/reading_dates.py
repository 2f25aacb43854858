"""When something happened, in the words people use; a vague day is taken early, never late. No I/O here.

A limit counted from too early a day warns too soon; counted from too late a day it is missed.
"""

import re
from datetime import date, timedelta

from backend.cases.numerals import NUMERAL, plain, value_of

_DAYS_AGO = (
    ("大前天", 3),
    ("大前儿", 3),
    ("前天", 2),
    ("前儿", 2),
    ("昨", 1),
    ("夜儿", 1),
    ("夜个", 1),
    ("夜里个", 1),
    ("今天", 0),
    ("今儿", 0),
    ("今早", 0),
    ("刚才", 0),
    ("刚刚", 0),
)
_BEFORE_NEW_YEAR = re.compile(r"(?<![0-9零一二两三四五六七八九十百千万几半多])年前|过年|年底")
_AFTER_NEW_YEAR = re.compile(r"过(?:完|了|罢)年")
# Nobody remembers further back, and no calendar goes on for ever.
_LIFETIME = {
    "天": 30_000,
    "日": 30_000,
    "周": 4000,
    "星期": 4000,
    "礼拜": 4000,
    "月": 900,
    "年": 80,
}
_HOLIDAYS = {"国庆": (10, 1), "元旦": (1, 1), "五一": (5, 1), "双十一": (11, 11), "双11": (11, 11)}
_WEEKDAYS = "一二三四五六日"
_YEAR = r"(?:(?P<year>20[0-9]{2})年?[.\-/年]?|(?P<named>今年|去年|前年))"
_HOLIDAY = re.compile(rf"(?:{_YEAR}.{{0,8}}?)?(?<!十)(?P<holiday>{'|'.join(_HOLIDAYS)})")
_FULL = re.compile(
    rf"{_YEAR}?(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])[月.\-/](?!个)"
    r"(?P<day>3[01]|[12][0-9]|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:日|号|$|[^0-9个月.])?"
)
_MONTH = re.compile(
    rf"{_YEAR}?(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?P<part>底|末|初|中)?"
)
_AGO = re.compile(
    rf"(?P<n>大半|半|{NUMERAL})个?(?P<half>半|多)?(?P<unit>天|日|周|星期|礼拜|月|年)(?P<more>半|多)?(?:了|前|以前|之前)"
)
_LAST_MONTH_DAY = re.compile(
    r"(?P<twice>上)?上(?:个)?月(?P<day>3[01]|[12][0-9]|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:号|日)"
)
_WEEKDAY = re.compile(r"(?P<which>上上|上|这)?(?:个)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")


def find_day(text: str, *, today: date) -> date | None:
    """The first kind of words that fits, the most exact first; never a day to come."""
    said = plain(text).replace(" ", "")
    if "明年" in said:
        return None
    for reader in (_exact, _day_of_last_month, _weekday, _days_ago, _ago, _named_month, _named):
        found = reader(said, today)
        if found is not None and found <= today:
            return found
    return None


def _exact(said: str, today: date) -> date | None:
    found = _FULL.search(said)
    if found is None:
        return None
    return _dated(today, found, int(value_of(found["month"])), int(value_of(found["day"])))


def _dated(today: date, found: re.Match[str], month: int, day: int) -> date | None:
    """Without a year it is the last one that has been."""
    try:
        if found["year"]:
            return date(int(found["year"]), month, day)
        if found["named"]:
            back = {"今年": 0, "去年": 1, "前年": 2}[found["named"]]
            return date(today.year - back, month, day)
        this_year = date(today.year, month, day)
        return this_year if this_year <= today else date(today.year - 1, month, day)
    except ValueError:
        return None


def _day_of_last_month(said: str, today: date) -> date | None:
    found = _LAST_MONTH_DAY.search(said)
    if found is None:
        return None
    try:
        back = 2 if found["twice"] else 1
        return months_before(today.replace(day=1), back).replace(day=int(value_of(found["day"])))
    except ValueError:
        return None


def _weekday(said: str, today: date) -> date | None:
    found = _WEEKDAY.search(said)
    if found is None:
        return None
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=_WEEKDAYS.index(found["day"].replace("天", "日")))
    if found["which"] == "上上":
        return day - timedelta(weeks=2)
    return day - timedelta(weeks=1) if found["which"] == "上" or day > today else day


def _days_ago(said: str, today: date) -> date | None:
    days = next((days for word, days in _DAYS_AGO if word in said), None)
    return None if days is None else today - timedelta(days=days)


def _ago(said: str, today: date) -> date | None:
    """「仨月前」, 「走了半年了」."""
    found = _AGO.search(said)
    if found is None:
        return None
    half, unit = found["n"] in {"半", "大半"}, found["unit"]
    n = 0.5 if half else float(value_of(found["n"]))
    n += 0.5 if found["half"] or found["more"] else 0
    if n > _LIFETIME[unit]:
        return None
    if unit in {"天", "日"}:
        return today - timedelta(days=round(n))
    if unit in {"周", "星期", "礼拜"}:
        return today - timedelta(days=round(n * 7))
    months = n * 12 if unit == "年" else n
    back = months_before(today, int(months))
    return back - timedelta(days=15) if months % 1 else back


def _named_month(said: str, today: date) -> date | None:
    found = _MONTH.search(said)
    if found is None:
        return None
    day = {"底": 21, "末": 21, "中": 11}.get(found["part"] or "", 1)
    return _dated(today, found, int(value_of(found["month"])), day)


def _named(said: str, today: date) -> date | None:
    holiday = _HOLIDAY.search(said)
    if holiday is not None and "大前年" not in said:
        return _dated(today, holiday, *_HOLIDAYS[holiday["holiday"]])
    if "上上个月" in said or "上上月" in said:
        return months_before(today.replace(day=1), 2)
    if "上个月" in said or "上月" in said:
        return last_month(today)
    if "这个月" in said or "本月" in said:
        return today.replace(day=1)
    if re.search("上上个?(?:周|星期|礼拜)", said):
        return today - timedelta(days=today.weekday() + 14)
    if "上周" in said or "上星期" in said or "上礼拜" in said:
        return today - timedelta(days=today.weekday() + 7)
    if _AFTER_NEW_YEAR.search(said):
        return date(today.year if today.month > 2 else today.year - 1, 1, 1)
    if _BEFORE_NEW_YEAR.search(said):
        return date(today.year - 1, 12, 1)
    for word, back in (("大前年", 3), ("前年", 2), ("去年", 1), ("今年", 0)):
        if word in said:
            return date(today.year - back, 1, 1)
    return None


def last_month(today: date) -> date:
    return months_before(today.replace(day=1), 1)


def months_before(day: date, months: int) -> date:
    """The same day so many months back; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")  # pragma: no cover
