"""Where somebody in danger says they are, in their own words. No I/O here.

A place too many does no harm where it is only read back, or shown to whoever answers the alarm; the
county they are in moves that alarm, and is heard more narrowly.
"""

import re

from backend.unions.places import County, county_named_in, find_county

_LONGEST = 60
# Named so, it is a place without 「在」 before it.
_PLAIN = (
    r"路|街|大道|胡同|巷|桥|广场|小区|花园|家属院|村庄?|镇|乡|市场|站点?|网点|仓库|厂|工地|医院|学校|大学|楼顶?|楼下|"
    r"号楼|单元|[0-9一二三四五六七八九十]号|号院|路口|服务区|河|渠|湖|公园|地铁|机场|大厦|商场|超市|酒店|宾馆|派出所|宿舍|出租屋|高速|门口|天台"
)
# Only behind 「在」: 「大家」 and 「心里」 are none.
_VAGUE = r"家|屋|车里|车上|外面|边|里|上|下|顶|口|院|店|厂"
_THERE = r"(?:[那这]?(?:边|里|儿|块|头|个)|上|里|旁边?|附近|跟前|对面|底下|下面|外头|门口|[东西南北]+[边头门]?)*"
_END = r"(?:了|呢|嘞|哩|啊|吧)?$"
_NAMED = re.compile(rf"(?:{_PLAIN})[0-9a-z\-号室楼层单元]*{_THERE}{_END}")
_IN = re.compile(rf"(?:在|搁|到|住)[^，]{{0,18}}(?:{_PLAIN}|{_VAGUE}){_THERE}{_END}")
# Talk, not a place: 「我没有活路了」, 「你们在哪」.
_TALK = re.compile(
    r"[没不无要想为怎欠你恁他她谁给说才死骂哭跑]|哪|吗|正在|[?？]|对不起|退路|出路|发抖|"
    # But 「都市村庄」, 「成都路」, 「生活广场」, 「干部宿舍」 are places.
    r"(?<![成首])都(?!市)|(?<!生)活|干(?!部)"
)


# Where somebody comes from, or who did it: 「老家在兰考」, 「我是固始人」, 「新密的站长」.
_ELSEWHERE = re.compile(
    r"老家|[俺我]家[是在]|户口|籍贯|[是从].{1,6}(?:人|来)|的(?:老板|站长|队长|公司|平台|人)"
)


def place_in(said: str) -> str | None:
    """The clauses that name one, as they were said."""
    return "，".join(clause for clause in _clauses(said) if _is_place(clause))[:_LONGEST] or None


def county_they_are_in(said: str) -> County | None:
    """Not every county that is named: an alarm goes where this says."""
    here = (county_named_in(clause) for clause in _clauses(said) if not _ELSEWHERE.search(clause))
    return next((county for county in here if county is not None), None)


def _clauses(said: str) -> list[str]:
    return [part.strip() for part in re.split(r"[，,。；;！!\n]", said)]


def _is_place(clause: str) -> bool:
    if not clause or _TALK.search(clause):
        return False
    if county_named_in(clause) is not None:
        return True
    parts = [*clause.split(), clause.replace(" ", "")]
    return any(_NAMED.search(part) or _IN.search(part) for part in parts) or _is_county(clause)


def _is_county(clause: str) -> bool:
    """「新密」 and nothing else."""
    return len(clause) <= 6 and find_county(clause).county is not None
