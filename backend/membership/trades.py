"""The trades one may work in, exactly one a member (S02, S34), and how people say them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trade:
    code: str
    label: str
    words: tuple[str, ...] = ()


# The four groups of the founding document first (S02), in the order couriers look for them.
TRADES: tuple[Trade, ...] = (
    Trade(
        "rider",
        "外卖配送（含跑腿）",
        ("外卖", "跑腿", "骑手", "跑男", "送餐", "众包", "专送", "跑单", "网约配送"),
    ),
    Trade("courier", "快递", ("快递", "派件", "揽件", "快递员", "送件")),
    Trade("ride", "网约车", ("网约车", "专车", "快车", "顺风车", "出租车", "跑滴滴", "开滴滴")),
    Trade(
        "truck",
        "货车",
        ("货车", "卡车", "拉货", "货运", "大车", "高栏", "卡友", "小货车", "面包车拉货"),
    ),
    Trade("homecare", "家政服务", ("家政", "保姆", "月嫂", "钟点工", "保洁", "育儿嫂")),
    Trade("nurse", "护工护理", ("护工", "护理", "陪护")),
    Trade("guard", "保安", ("保安", "门岗", "看大门")),
    Trade("agent", "房产中介", ("房产", "中介", "卖房", "经纪人")),
    Trade("mall", "商场导购促销", ("导购", "促销", "商场", "卖场")),
    Trade("chauffeur", "代驾", ("代驾",)),
    Trade("host", "网络主播、带货", ("主播", "直播", "带货")),
    Trade("other", "其他行业", ("其他", "别的行业", "没有我这个")),
    Trade("none", "暂时没活", ("没活", "没工作", "失业", "暂时没干", "返乡", "待业", "没从业")),
)
BY_CODE = {trade.code: trade for trade in TRADES}
# Words that need more asking: 「送货」 may be parcels or freight.
_VAGUE = {"送货": ("courier", "truck"), "开车": ("ride", "truck"), "司机": ("ride", "truck")}


@dataclass(frozen=True)
class TradeMatch:
    """`trade` when exactly one is meant; several named or a vague word → `choices`."""

    trade: Trade | None
    choices: tuple[Trade, ...] = ()


def find_trade(text: str) -> TradeMatch:
    """Two trades in one sentence are refused, not guessed: each member has one (S34)."""
    said = text.strip()
    if said in BY_CODE:
        return TradeMatch(BY_CODE[said])
    found = tuple(t for t in TRADES if t.label in said or any(word in said for word in t.words))
    if len(found) > 1 and found[0].code != "none":
        # 「跑滴滴的没活了」: leaving work is said about the trade, the trade is what counts.
        found = tuple(trade for trade in found if trade.code != "none")
    if len(found) == 1:
        return TradeMatch(found[0])
    if found:
        return TradeMatch(None, found)
    for word, codes in _VAGUE.items():
        if word in said:
            return TradeMatch(None, tuple(BY_CODE[code] for code in codes))
    return TradeMatch(None)
