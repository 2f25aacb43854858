"""What the stages of a hardship record ask for (L11)."""

from backend.cases.kinds import EventKind
from backend.cases.wording import LONGEST_REASON
from backend.console import case_words as words
from backend.console.case_fields import Field, Sheet

_GROUP = "困难帮扶"
_E = EventKind.staged

HARDSHIP_SHEETS = (
    Sheet(
        "home_visit",
        _E,
        "记录入户走访",
        "记下走访",
        _GROUP,
        "走访情况只有工作人员能看到。",
        (Field("visited_on", "哪天去的", "day"), Field("findings", "看到的情况")),
    ),
    Sheet(
        "check_means",
        _E,
        "记录核对结果",
        "记下核对",
        _GROUP,
        "按民政核对的结果定困难类别。",
        (
            Field("level", "困难类别", "choice", tuple(words.HARDSHIP_LEVEL.items())),
            Field("findings", "核对情况"),
        ),
    ),
    Sheet(
        "publish",
        _E,
        "公示",
        "开始公示",
        _GROUP,
        "至少公示五天；只公开姓氏和困难类别。本人会收到消息。",
        (Field("begins", "从哪天", "day"), Field("ends", "到哪天", "day")),
    ),
    Sheet(
        "decide",
        _E,
        "审定",
        "记下审定",
        _GROUP,
        "公示结束后才能审定。结果会发给本人。",
        (
            Field("granted", "结果", "choice", (("yes", "给予帮扶"), ("no", "没能认定"))),
            Field("amount", "金额（元）", "money", optional=True),
            Field("objections", "公示期间的异议", optional=True),
            Field("refusal", "没能认定的理由（本人会看到）", optional=True, longest=LONGEST_REASON),
        ),
    ),
    Sheet(
        "pay",
        _E,
        "记录发放",
        "记下发放",
        _GROUP,
        "本人会收到消息。",
        (Field("paid_on", "哪天发的", "day"), Field("amount", "金额（元）", "money")),
    ),
)
