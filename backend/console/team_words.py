"""Duty in the console's words: who is given somebody now, what is wrong with a week, what was changed meanwhile. No I/O here."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from backend.desk.shift_rules import LONGEST_NIGHT, MOST_A_DAY, Shift, Trouble, week_in_words
from backend.desk.team_rules import UNKNOWN_TRADE
from backend.membership.trades import BY_CODE

WEEKDAYS = tuple(f"周{day}" for day in "一二三四五六日")
# The state's class of the style sheet, and the words.
STANDING = {
    "free": ("approved", "可以分"),
    "full": ("returned", "手上满了"),
    "off_shift": ("draft", "没到班"),
    "by_hand": ("draft", "不自动分"),
    "gone": ("returned", "掉线了"),
    "off_duty": ("off", "不在值班"),
}
TROUBLE = {
    Trouble.half: "有一段没填全，或者没有这个时间：填 00:00 到 23:59，例如 09:00 到 12:00。",
    Trouble.no_length: "开始和结束是同一时刻。一整天请填两段：00:00 到 12:00、12:00 到 00:00。",
    Trouble.too_long: f"结束早于开始。要是上到第二天，一段最多 {LONGEST_NIGHT.seconds // 3600} 小时。",
    Trouble.overlap: "和前面一段重叠了。",
    Trouble.too_many: f"一天最多 {MOST_A_DAY} 段。",
}
ALL_PLACES, ALL_TRADES = "负责的地方都接", "各行业都接"


def places_in_words(places: Collection[str], names: Mapping[str, str]) -> str:
    return "、".join(names.get(path, path) for path in sorted(places)) or ALL_PLACES


def trade_in_words(code: str) -> str:
    if code == UNKNOWN_TRADE:
        return "没说行业的"
    return BY_CODE[code].label if code in BY_CODE else code


def trades_in_words(trades: Collection[str]) -> str:
    known = [code for code in (*BY_CODE, UNKNOWN_TRADE) if code in trades]
    return "、".join(trade_in_words(code) for code in known) or ALL_TRADES


def shifts_in_words(shifts: Sequence[Shift], *, usual: bool) -> str:
    words = week_in_words(shifts)
    return words or ("没排班，只看值班开关" if usual else "这一周不排班")


def week_name(monday: date | None, this_monday: date) -> str:
    """每周, 这一周, 下一周, 12-07 那周"""
    if monday is None:
        return "每周"
    ahead = (monday - this_monday).days // 7
    return {0: "这一周", 1: "下一周"}.get(ahead, f"{monday:%m-%d} 那周")
