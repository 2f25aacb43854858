"""Which platform or employer somebody means, in any spelling; having none is fine (S27, S30, S36)."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "platforms.json"
_NONE_WORDS = (
    "没有",
    "没单位",
    "无单位",
    "自己干",
    "没有单位",
    "个人",
    "无",
    "没",
    "冇",
    "木有",
    "打零工",
    "暂无",
)
# Too general to count as a name on their own; kept as said.
_TOO_SHORT = 1
# Entries of the list that name a kind of employer, not one: two stations are not one employer.
_KINDS = frozenset(
    {
        "个体/车队/挂靠公司",
        "租车公司/以租代购",
        "网点/加盟商/承包区",
        "站点/加盟商/灵工公司",
        "本地家政公司",
        "医院第三方护工公司",
        "养老院",
        "保安公司/物业",
        "本地门店",
        "MCN/直播公会",
        "出租车(巡游)",
        "搬家",
    }
)
# Spellings of a firm that stand for it only where nobody else is named: 「如意驿站」 is no 菜鸟.
_COMMON_WORDS = frozenset(
    {"驿站", "专线", "零担", "导购", "促销员", "卖场", "直播", "带货", "主播"}
)
# What stands around such a word and names nobody.
_NAMES_NOBODY = re.compile(
    r"[我俺咱]们?|在|给|跟|是|有|叫|的|嘞|呢|啊|吧|里|家|小|个|一个|[那这哪]个?|找的|上班|干活?|跑单?"
    r"|送餐?|外卖|快递|众包|公司|单位|老板|私人|私营|本地|当地|不知道|不清楚|啥|什么|名字?|[\s,，。.!！、]"
)


@dataclass(frozen=True)
class Employer:
    """`name` is canonical; the 25 rule (S30) counts by it, never by what was typed."""

    name: str
    trade: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class EmployerMatch:
    """`name` is "" when there is none, else the canonical name or the words as said."""

    name: str
    trade: str | None = None
    known: bool = False


@cache
def known_employers() -> tuple[Employer, ...]:
    raw = json.loads(_DATA.read_text(encoding="utf-8"))
    return tuple(Employer(item["name"], item["trade"], tuple(item["aliases"])) for item in raw)


def find_employer(text: str, *, trade: str | None = None) -> EmployerMatch:
    """The longest known spelling wins; the trade decides between namesakes (顺丰 快递 / 同城).

    A common word beside somebody's name is no spelling: 「顺达快递站点」 is kept as said.
    """
    said = text.strip().strip("。.!！ ")
    if said in _NONE_WORDS:
        return EmployerMatch("")
    hits = _hits(said)
    if all(hit.is_common for hit in hits) and _names_somebody(said, hits):
        return EmployerMatch(said[:80])
    return _match(_best(hits, trade))


def platform_named(text: str) -> EmployerMatch | None:
    """A known platform, or kind of employer, inside a longer sentence such as 「给美团跑单嘞」."""
    hits = _hits(text.strip())
    return _match(_best(hits, None)) if hits else None


def is_kind(name: str) -> bool:
    """The canonical name of a kind of employer, not of one: who it was nobody said."""
    return name in _KINDS


@dataclass(frozen=True)
class _Hit:
    employer: Employer
    spelling: str

    @property
    def is_common(self) -> bool:
        return is_kind(self.employer.name) or self.spelling in _COMMON_WORDS


def _hits(said: str) -> list[_Hit]:
    return [
        _Hit(employer, spelling)
        for employer in known_employers()
        for spelling in (*employer.aliases, employer.name)
        if len(spelling) > _TOO_SHORT and spelling.lower() in said.lower()
    ]


def _best(hits: Sequence[_Hit], trade: str | None) -> Employer:
    def order(hit: _Hit) -> tuple[bool, bool, int]:
        return (
            not hit.is_common,
            trade is not None and hit.employer.trade == trade,
            len(hit.spelling),
        )

    return max(hits, key=order).employer


def _match(employer: Employer) -> EmployerMatch:
    if employer.name == "无单位":
        return EmployerMatch("")
    return EmployerMatch(employer.name, employer.trade, known=True)


def _names_somebody(said: str, hits: Sequence[_Hit]) -> bool:
    """Whether words are left besides the common ones; without any of them it is all a name."""
    rest = said
    for hit in sorted(hits, key=lambda hit: -len(hit.spelling)):
        rest = re.sub(re.escape(hit.spelling), "", rest, flags=re.IGNORECASE)
    return not hits or len(_NAMES_NOBODY.sub("", rest)) > _TOO_SHORT


def label_of(name: str | None) -> str | None:
    """The short word people use: 「美团」 for 「美团(专送/众包/…)」, 「没有单位」 for none."""
    if name is None:
        return None
    return re.split(r"[(（/]", name)[0] if name else "没有单位"
