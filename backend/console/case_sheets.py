"""Every act on a case as the sheet that asks for what it needs. What it does is in `case_do_*`."""

from backend.cases.kinds import EventKind
from backend.cases.wording import LONGEST_REASON
from backend.console import case_words as words
from backend.console.case_fields import Field, Sheet
from backend.console.case_hardship_sheets import HARDSHIP_SHEETS


def _why(*usual: str, label: str = "补充说明") -> Field:
    return Field("reason", label, "reason", tuple((item, item) for item in usual))


_STEP, _PASS_ON, _PERSON, _SORT = "办理", "转办与合并", "告知本人", "归类"
_E = EventKind

_ALL = (
    Sheet("accept", _E.accepted, "受理", "受理", _STEP, "本人会收到「已受理」和下一步时限。"),
    Sheet(
        "verify",
        _E.verified,
        "记录核实结果",
        "核实",
        _STEP,
        "核实由会籍所在地的行业工会联合会负责；写清和谁核实、核实到什么。",
        (
            Field("finding", "核实情况"),
            Field(
                "outcome",
                "结论",
                "choice",
                tuple(words.OUTCOME.items()),
            ),
        ),
    ),
    Sheet(
        "start",
        _E.started,
        "开始办理",
        "开始办理",
        _STEP,
        fields=(Field("note", "打算怎么办", optional=True),),
    ),
    Sheet(
        "wait",
        _E.waited,
        "转为等待",
        "转为等待",
        _STEP,
        "等待期间办理时限暂停，法定期限不暂停。",
        (
            Field(
                "for_whom", "等谁", "choice", (("contact", "等本人"), ("third_party", "等第三方"))
            ),
            Field("until", "最晚等到", "day"),
            _why(
                "请补充能证明的材料",
                "等单位答复",
                "等劳动监察、仲裁或法院结果",
                label="等什么（本人会看到）",
            ),
        ),
    ),
    Sheet(
        "resume",
        _E.resumed,
        "继续办理",
        "继续办理",
        _STEP,
        fields=(Field("note", "有什么新情况", optional=True),),
    ),
    Sheet(
        "resolve",
        _E.resolved,
        "办结",
        "办结",
        _STEP,
        "结果会发给本人；之后回访，问问满不满意。",
        (Field("resolution", "办理结果（本人会看到）"),),
    ),
    Sheet(
        "follow_up",
        _E.followed_up,
        "记录回访",
        "记下回访",
        _STEP,
        "选「不满意」会退回重新办理。",
        (
            Field(
                "score",
                "本人的评价",
                "choice",
                tuple((str(score), words.SCORE[score]) for score in (3, 2, 1)),
            ),
            Field("note", "本人怎么说", optional=True),
        ),
    ),
    Sheet(
        "close",
        _E.closed,
        "归档",
        "归档",
        _STEP,
        fields=(Field("note", "归档说明", optional=True),),
    ),
    Sheet(
        "return",
        _E.returned,
        "退回重办",
        "退回重办",
        _STEP,
        fields=(_why("本人不满意", "处理结果没有落实", "材料或过程不完整"),),
    ),
    Sheet(
        "reopen",
        _E.reopened,
        "重新打开",
        "重新打开",
        _STEP,
        fields=(_why("本人又来反映同一件事", "承诺没有兑现", "归档有误"),),
    ),
    Sheet(
        "extend",
        _E.extended,
        "延期",
        "延期",
        _STEP,
        "要在到期前申请，每个时限只能延一次；理由本人会看到。",
        (
            Field("clock", "哪个时限", "choice", source="extendable"),
            _why("情况复杂，还要再核实", "在等有关部门处理", "涉及人数多"),
        ),
    ),
    Sheet(
        "escalate",
        _E.escalated,
        "督办",
        "督办",
        _STEP,
        "上级工会和负责人会看到督办标记。",
        (_why("超过时限仍无进展", "涉及人数多", "本人多次催办"),),
    ),
    Sheet("take", _E.assigned, "我来办", "我来办", _STEP),
    Sheet(
        "assign",
        _E.assigned,
        "分派",
        "分派",
        _STEP,
        "对方打开工作台就能看到。不选人，就放回待认领。",
        (Field("staff_id", "交给谁", "choice", source="colleagues", optional=True),),
    ),
    Sheet(
        "refer",
        _E.referred,
        "转办",
        "转办",
        _PASS_ON,
        "对方接收之前，这件事仍由您这边负责。",
        (
            Field("to", "转给", "choice", source="receivers"),
            _why("属于对方职责范围", "需要专业法律服务", "事情发生在对方辖区"),
        ),
    ),
    Sheet(
        "accept_referral",
        _E.referral_accepted,
        "接收转办",
        "接收",
        _PASS_ON,
        fields=(Field("note", "接收意见", optional=True),),
    ),
    Sheet(
        "decline_referral",
        _E.referral_declined,
        "退回转办",
        "退回",
        _PASS_ON,
        fields=(_why("不属于本单位职责", "材料不足，无法办理", "已有其他机构在办"),),
    ),
    Sheet(
        "withdraw_referral",
        _E.referral_declined,
        "收回转办",
        "收回",
        _PASS_ON,
        fields=(_why("转错了", "情况有变化，自己办"),),
    ),
    Sheet(
        "give_up",
        _E.referral_given_up,
        "交回",
        "交回",
        _PASS_ON,
        "接收以后办不下去才交回；这一件回到转来的工会，由原来的人接着办，时限照走。",
        fields=(_why("超出本单位职责", "联系不上本人", "与本单位有利害关系"),),
    ),
    Sheet(
        "merge",
        _E.merged,
        "合并到另一件",
        "合并",
        _PASS_ON,
        "只合并同一个人的同一件事，而且那一件还没办结；合错了可以撤销。同一单位别的人各办各的，不合并。",
        (
            Field("into", "合并到", "choice", source="mergeable"),
            _why("同一件事重复登记", "本人补充的是同一件事"),
        ),
    ),
    Sheet("unmerge", _E.unmerged, "撤销合并", "撤销合并", _PASS_ON, fields=(_why("合并有误"),)),
    Sheet(
        "tell",
        _E.told,
        "告诉本人",
        "发给本人",
        _PERSON,
        "会发到本人的微信，并记在经过里。",
        (Field("text", "要说的话", longest=LONGEST_REASON),),
    ),
    Sheet(
        "reclassify",
        _E.reclassified,
        "改难度",
        "改",
        _SORT,
        "办理时限跟着难度变。",
        (
            Field("case_class", "难度", "choice", tuple(words.CLASS.items())),
            _why("登记时选错了", "核实后情况不同"),
        ),
    ),
    Sheet(
        "make_urgent",
        _E.made_urgent,
        "转为紧急",
        "转为紧急",
        _SORT,
        "会排到最前面，并通知值班人员。",
        (_why("有人受伤或有危险", "涉及十人以上", "有人情绪激动"),),
    ),
    Sheet(
        "edit",
        _E.edited,
        "修改登记内容",
        "保存",
        _SORT,
        fields=(
            Field("kind", "类别", "choice", tuple(words.KIND.items())),
            Field("employer_text", "单位或平台", "line", optional=True),
            Field("county_code", "发生在", "choice", source="counties", optional=True),
            Field("people_count", "涉及人数", "whole"),
            Field("amount", "金额（元）", "money", optional=True),
        ),
    ),
)
SHEETS = {sheet.act: sheet for sheet in (*_ALL, *HARDSHIP_SHEETS)}
