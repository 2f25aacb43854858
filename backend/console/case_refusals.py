"""Why an act on a case was refused, in words that say what to do; what was typed is kept beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from backend.cases import tags
from backend.cases.handling import LONGEST_WAIT
from backend.console.case_sheets import SHEETS
from backend.console.case_words import STATUS
from backend.contracts.errors import ErrorCode
from backend.errors import ServiceError

_WORDS = {
    "CaseChanged": "您打开以后，有同事先处理了这一件。请看过最新经过再办。",
    "ActNotPossible": "这一件现在是「{status}」，不能这样办。",
    "NotVerified": "要先核实，才能转给服务机构或者办结。请负责核实的工会先记下核实结果。",
    "ReferralOpen": "已经转给别人，对方还没有答复。等对方接收或退回再办。",
    "Refused": "现在不能这样办，请看过最新经过再定。",
    "StageRefused": "帮扶要按步骤来，前一步还没有记完。",
    "ExtensionRefused": "现在不能延期。",
    "FourEyes": "自己申请的导出要由另一位同事批准。",
}
_WRITTEN = frozenset({"words", "line", "reason"})
# Somebody else was faster, and what was typed stands there for another try.
_OF_OLD_PAGES = frozenset({"CaseChanged", "ActNotPossible"})
_WHY = {
    "passed": "时限已经过了，不能再延期。请尽快办理，或者请上级督办。",
    "already": "这个时限已经延过一次，不能再延。",
    "never": "这个时限不能延期。",
    "paused": "正在等待，时限暂停，用不着延期。",
    "in_the_future": "日期还没到，请填实际的日期。",
    "too_short": "公示至少要五天，头尾都算。",
    "publicity_runs": "公示还没结束，结束后才能审定。",
    "amount_missing": "给予帮扶的，请填金额。",
    "amount_without_grant": "没能认定的，不用填金额。",
    "not_granted": "还没有审定给予帮扶，不能发放。",
    "amount": "金额要大于零，不能超过审定的金额。",
    "itself": "不能合并到自己。",
    "other_person": "这两件不是同一个人的，不能合并。同一单位的几个人各办各的，已经用「同一单位」连在一起。",
    "into_ended": "那一件已经办结。还是同一件事的话，先打开那一件点「重新打开」，再回来合并。",
    "not_theirs": "本人的微信没连着那一件，并过去就找不到了。请反过来：把那一件并到这一件。",
    "two_accounts": "两件连着两个微信号，并了有一边就听不到消息。请分开办，备注里互相写上编号。",
    "holds_others": "已经有别的诉求并进了这一件。先撤销那次合并，再合并这一件。",
    "own": "自己申请的导出要由另一位同事批准。",
    "tags": f"标签最多 {tags.MOST} 个，每个不超过 {tags.LONGEST} 个字。",
    "until": f"等到哪天，要选今天以后、{LONGEST_WAIT.days} 天以内的。",
}
_MISSING = "有一项没有填，或者填得不对。请看一下必填的内容和字数。"
_KEPT = "您写的内容还在。"


@dataclass(frozen=True)
class Retry:
    """Shown again in the sheet of `act`: nothing typed is lost."""

    act: str
    words: str
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def written(self) -> list[str]:
        """What somebody wrote themselves, for where the sheet is not offered any more."""
        sheet = SHEETS.get(self.act)
        names = [each.name for each in sheet.fields if each.kind in _WRITTEN] if sheet else []
        said = (self.typed.get(name, "").strip() for name in names)
        return [words for words in said if words]


def refused(act: str, typed: Mapping[str, str], error: ServiceError) -> Retry:
    retry = Retry(act, _words_for(act, error), typed)
    is_old = type(error).__name__ in _OF_OLD_PAGES
    return replace(retry, words=f"{retry.words}{_KEPT}") if is_old and retry.written else retry


def _words_for(act: str, error: ServiceError) -> str:
    why = str(error.data.get("why", ""))
    if why in _WHY:
        return _WHY[why]
    if error.code is ErrorCode.invalid_payload:
        label = _label(act, str(error.data.get("field", "")))
        return f"「{label}」没有填，或者填得不对。" if label else _MISSING
    status = STATUS.get(str(error.data.get("status", "")), "别的状态")
    template = _WORDS.get(type(error).__name__, _WORDS["CaseChanged"])
    return template.format(status=status)


def _label(act: str, name: str) -> str:
    """As the sheet calls it, without what stands in brackets."""
    fields = SHEETS[act].fields if act in SHEETS else ()
    return next((each.label.partition("（")[0] for each in fields if each.name == name), "")
