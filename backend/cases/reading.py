"""What somebody's own words already say: money, people, months, still there or gone. No I/O here.

Only what is said plainly is taken; it is said back once, so a wrong guess can be put right.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.cases.numerals import NUMERAL, is_vague, plain, value_of

_BEYOND_BELIEF = Decimal(10) ** 9
_FEN = Decimal("0.01")
_NOT_MONEY = (
    r"(?!\s*(?:个|号|月|年|天|人|单|点|公里|名|口|岁|米|斤|次|趟|%|小时|分|家|位|套|周|[0-9]))"
)
# Atomic: half a number followed by 「个月」 is no money.
_MONEY = re.compile(rf"(?P<n>(?>{NUMERAL}))(?:多|来)?(?P<unit>块钱|块|元|钱|万|千)?{_NOT_MONEY}")
_CLAIMING = re.compile(
    r"(?:欠|差|少|共|总|拖|扣|押|罚|垫|赔|交|欠款|工资|运费|工钱|押金|保证金|大概|约|有)了?(?:我|俺|我们|俺们)?(?:的|是)?$"
)
# 「只发了三千」 was paid, and 「一趟四千八」 is not yet a sum of anything.
_NOT_OWED = re.compile(
    r"(?:(?:只|就|才|光|实际)(?:给|发|结|转|打)(?:了|过)?(?:我|俺)?们?|到手)(?:了|才|就|只)?$"
    r"|(?:[一每](?:趟|单|件|公里)|单价从?|(?:降|涨)[到成])$"
)
_BIG = re.compile(r"[百千万kw]|[0-9]{3,}")
MONTHLY_PAY = re.compile(
    r"(?:(?<![0-9二两三四五六七八九十几])一个月|每个?月|月薪|月工资|底薪)"
    rf"(?:是|有|工资|拿|给|大概|差不多|都)?(?P<n>(?>{NUMERAL}))(?:块|元|钱)?(?!个|月|天|人)"
)
_PEOPLE = re.compile(
    rf"(?P<n>{NUMERAL})(?P<more>多|来)?(?:号|个|名|位)?(?:人|师傅|兄弟|弟兄|骑手|工友|司机|同事|快递员|小哥)"
)
_WE = re.compile(
    rf"(?:我|俺|咱)们?(?:(?P<n>俩|仨)|(?P<number>(?>{NUMERAL}))(?P<more>多|来)?(?:个|号))"
    r"(?!个|号|月|年|天|周|多|半|小时|单)"
)
_ALONE = re.compile(
    r"(?:就|只有?|光)(?:我|俺)(?:自己|一|$|[,，。])|(?:我|俺)一个(?:人|$)|就一个|^一个$|^我自己$"
)
_OTHERS = re.compile(
    rf"(?:除了?|不算)(?:我|俺)[^0-9]{{0,4}}?(?P<n>{NUMERAL})(?P<more>多|来)?(?:个|号|名|人)"
)
_HOUSEHOLD = re.compile(rf"(?:家里?|一家){NUMERAL}口|{NUMERAL}口(?:人|之家)")
_STAYS = re.compile(
    r"(?:干|跑|送|做)着(?:呢|嘞|哩)|还(?:在|搁)?(?:那|这|这儿|那儿)?(?:干|跑|上班|送|做)|没(?:有)?(?:走|离职|辞)|在职|正干"
)
_LEFT = re.compile(
    r"不(?:在那|在这|搁那|在)?干了|不在那|(?:已经|早)?(?:离职|离了(?!婚)|辞职|辞了|辞工)|(?:我|俺|早就?|已经|刚|上个?月|都)(?:不干|走)了?(?!的[货单件车活线那])|"
    r"(?:号|日|月|底|年|天)就?(?:走|离|辞)(?:了|的|嘞)(?!账|流程|款|货|单|件|车|活|线|那)|被(?:开除|辞退|开了|撵|裁)|把我开|不跑了|没再?干|走了"
)
_NOT_MINE = re.compile(
    r"(?:老板|站长|包工头|公司|他|人家|加盟商|平台)[^我俺咱,。;!\s不没]{0,6}?(?:跑路?|走)了?"
)
_MIGRANT = re.compile(r"农民工|农村|外地|打工|老家|村里|进城|民工")
_TOWNSMAN = re.compile(r"本地人|城里人|城镇户口|城市户口|市里人|非农")
_HURT_NOW = re.compile(
    r"(?:现在|正|还|刚|人)(?:在|搁)?(?:躺|住|送)?.{0,3}(?:医院|急诊|救护车|病床)|住院|流血|动不了|起不来|站不起来|"
    r"正在?治|治着|还没好|昏迷|不省人事|没知觉|icu|重症|监护室|刚(?:才|刚)?.{0,6}(?:摔|撞|㨃|砸|翻)|抢救|手术"
)
_NOT_HURT_NOW = re.compile(r"出院|好了|没(?:啥)?大?事|养好|恢复|不严重|没(?:有)?(?:受)?伤")
_YES = re.compile(r"^(?:是|对|嗯|中|有|要|行|可|算)|^yes$")
_NO = re.compile(r"^(?:不|没|否|冇|木有|无)|^no$")


@dataclass(frozen=True)
class People:
    count: int
    is_exact: bool


def find_amount(text: str, *, months: Decimal | None = None, asked: bool = False) -> Decimal | None:
    """The largest sum of money; a month's pay times the months when only that is said.

    `asked`: a bare number is the answer to 「多少钱」.
    """
    said = plain(text)
    pay = MONTHLY_PAY.search(said)
    rest = said.replace(pay[0], " ") if pay else said
    sums = [value_of(_numeral(m)) for m in _MONEY.finditer(rest) if _is_money(m, rest, asked=asked)]
    if pay and not is_vague(pay["n"]) and not sums:
        sums = [value_of(pay["n"]) * (months or 1)]
    likely = [amount for amount in sums if 0 < amount < _BEYOND_BELIEF]
    return max(likely).quantize(_FEN) if likely else None


def _numeral(found: re.Match[str]) -> str:
    """「5万」 and 「一万」: the unit may have been read as part of the number already."""
    unit = found["unit"] if found["unit"] in {"万", "千"} else ""
    return found["n"] + unit


def _is_money(found: re.Match[str], said: str, *, asked: bool) -> bool:
    before = said[max(found.start() - 12, 0) : found.start()]
    if is_vague(found["n"]) or value_of(_numeral(found)) < 1 or _NOT_OWED.search(before):
        return False
    if found["unit"] in {"块钱", "块", "元"} or asked:
        return True
    if found["unit"] == "钱":
        return bool(_BIG.search(found["n"]))
    claimed = bool(_CLAIMING.search(before))
    return bool(_BIG.search(_numeral(found))) and (
        claimed or bool(re.search("[万千kw]", _numeral(found)))
    )


def find_people(text: str, *, asked: bool = False) -> People | None:
    """「十几个人」 is taken for 12, 「三十多号人」 for 32, 「我们仨」 for 3 — unless 月 follows."""
    said = _HOUSEHOLD.sub(" ", plain(text))
    if asked and (others := _OTHERS.search(said)):
        return _counted(others["n"], others["more"], besides=1)
    crowd = max(_PEOPLE.finditer(said), key=lambda m: value_of(m["n"]), default=None)
    if crowd is not None:
        return _counted(crowd["n"], crowd["more"])
    if we := _WE.search(said):
        return _counted(we["n"] or we["number"], we["more"])
    if _ALONE.search(said.strip()):
        return People(1, is_exact=True)
    bare = re.fullmatch(
        rf"\D{{0,6}}?({NUMERAL})(多|来)?(?:个|号)?(?:左右|吧|哩|嘞|呢)?", said.strip()
    )
    return _counted(bare[1], bare[2]) if asked and bare else None


def _counted(numeral: str, more: str | None, *, besides: int = 0) -> People | None:
    count = int(value_of(numeral)) + (2 if more == "多" else 0) + besides
    return People(count, is_exact=not (is_vague(numeral) or more)) if 1 <= count < 100_000 else None


def find_still_working(text: str) -> bool | None:
    """Whether the person still works there; a boss who ran away says nothing about it."""
    said = _NOT_MINE.sub(" ", plain(text))
    if _STAYS.search(said):
        return True
    return False if _LEFT.search(said) else None


def find_migrant(text: str) -> bool | None:
    said = plain(text)
    if _TOWNSMAN.search(said):
        return False
    return True if _MIGRANT.search(said) else None


def find_injured_now(text: str) -> bool | None:
    said = plain(text)
    if _NOT_HURT_NOW.search(said):
        return False
    return True if _HURT_NOW.search(said) else None


def find_yes_or_no(text: str) -> bool | None:
    said = plain(text).strip()
    if _NO.search(said):
        return False
    return True if _YES.search(said) else None


def find_call_sign(text: str) -> str | None:
    """How somebody wants to be called, beside the number: 「我姓张」, 「张师傅 [[phone:…]]」."""
    said = re.sub(r"\[\[[^\]]*\]\]|[0-9\s\-+*]", "", plain(text)).strip("，,。.;；:：、!！ ")
    said = re.sub(
        r"^(?:我|俺)?(?:叫|姓名是?|名字是?)[:：]?|(?:手机号?|电话)(?:是|号码?)*[:：]?", "", said
    )
    family = re.fullmatch(r"(?:我|俺)?(?:免贵)?姓([\u4e00-\u9fff])", said)
    if family:
        return f"{family[1]}师傅"
    return said if re.fullmatch(r"[\u4e00-\u9fff·]{2,8}", said) and said not in _NOT_NAMES else None


_NOT_NAMES = {
    "本机",
    "就这个",
    "这个",
    "号码",
    "微信同号",
    "微信号",
    "我的",
    "就这",
    "打这个",
    "联系我",
}


@dataclass(frozen=True)
class Period:
    """`words` for people; `months` for multiplying; `until` the first day of its last month."""

    words: str
    months: Decimal | None = None
    until: date | None = None
