"""What the person reads in WeChat when something happened to their case: news, number, next step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from backend.cases.kinds import EventKind
from backend.cases.offers import RATINGS
from backend.contracts.cases import CaseStatus

Option = tuple[str, str]  # title, payload

PROGRESS: Final[Option] = ("看进度", "/check_case")
ASK_STAFF: Final[Option] = ("找工作人员", "/request_human")

STATUS_WORDS: Final[Mapping[CaseStatus, str]] = {
    CaseStatus.received: "已登记，等工会受理",
    CaseStatus.accepted: "已受理，正在核实",
    CaseStatus.verified: "已核实，马上开始办",
    CaseStatus.referred: "正在转给能办的部门",
    CaseStatus.in_progress: "正在办理",
    CaseStatus.waiting: "等材料或对方答复",
    CaseStatus.resolved: "已办结，等您评价",
    CaseStatus.followed_up: "已办结，已回访",
    CaseStatus.closed: "已办完",
    CaseStatus.merged: "和另一件合在一起办",
    CaseStatus.withdrawn: "您已撤回",
}

# The same for staff: one word in a column.
STATUS_NAMES: Final[Mapping[CaseStatus, str]] = {
    CaseStatus.received: "已登记",
    CaseStatus.accepted: "已受理",
    CaseStatus.verified: "已核实",
    CaseStatus.referred: "已转办",
    CaseStatus.in_progress: "办理中",
    CaseStatus.waiting: "等待中",
    CaseStatus.resolved: "已办结",
    CaseStatus.followed_up: "已回访",
    CaseStatus.closed: "已归档",
    CaseStatus.merged: "已合并",
    CaseStatus.withdrawn: "已撤回",
}


# Whose sentence holds what staff wrote; of the others the person hears that it happened.
SAYS_THE_NOTE: Final = frozenset(
    {
        EventKind.waited,
        EventKind.resolved,
        EventKind.extended,
        EventKind.told,
        EventKind.staged,
    }
)


@dataclass(frozen=True)
class News:
    """`result` and `hint` go into a notice, should the text have to wait: 5 and 20 characters."""

    text: str
    result: str
    hint: str = "请打开公众号查看"
    options: tuple[Option, ...] = (PROGRESS, ASK_STAFF)


@dataclass(frozen=True)
class About:
    """What the sentences are made of; `until` is spoken already."""

    case_id: UUID
    number: str
    union: str
    note: str = ""
    until: str = ""
    data: Mapping[str, Any] | None = None

    @property
    def sentence(self) -> str:
        ends = ("。", "！", "？", "!", "?")
        return self.note if not self.note or self.note.endswith(ends) else f"{self.note}。"


def news_of(kind: EventKind, about: About) -> News | None:
    """None where the event is no news to the person."""
    words = _WORDS.get(kind)
    return words(about) if words else None


def _received(about: About) -> News:
    return News(f"诉求 {about.number} 已经登记，{about.union}会先联系您。", "已登记")


def _accepted(about: About) -> News:
    return News(
        f"您的诉求 {about.number} 已经受理，由{about.union}负责，先核实情况再办理。"
        f"预计{about.until}前有结果，有进展马上告诉您。",
        "已受理",
    )


def _verified(about: About) -> News:
    return News(f"诉求 {about.number} 的情况核实清楚了，接下来开始办理。", "已核实")


def _referral_accepted(about: About) -> News:
    to = (about.data or {}).get("to", "")
    return News(f"诉求 {about.number} 已经交给{to}一起帮您办，工会会一直盯着。", "已转办")


def _handed_over(about: About) -> News:
    return News(
        f"诉求 {about.number} 现在由{about.union}接着办，您说过的都已经转过去，不用再讲一遍。",
        "已转交",
    )


def _referral_given_up(about: About) -> News:
    return News(f"诉求 {about.number} 由{about.union}接着办，之前的进度都在。", "继续办理")


def _waited(about: About) -> News:
    if (about.data or {}).get("for_whom") == "contact":
        return News(
            f"诉求 {about.number} 还需要您帮个忙：{about.sentence}{about.until}前在这里发给我就行。",
            "需要补充",
        )
    return News(
        f"诉求 {about.number} 正在等对方答复：{about.sentence}最晚{about.until}再看一次，别着急。",
        "等待答复",
    )


def _resolved(about: About) -> News:
    return News(
        f"诉求 {about.number} 有结果了：{about.sentence}稍后会有人回访。您也可以现在就说说满不满意。",
        "已办结",
        options=(*_ratings(about), ASK_STAFF),
    )


def _ratings(about: About) -> tuple[Option, ...]:
    """Said in one word where the result is read."""
    scored = ((option.label, option.code.partition(":")[2]) for option in RATINGS)
    return tuple(
        (label, f'/rate_case{{"case": "{about.case_id}", "score": "{score}"}}')
        for label, score in scored
    )


def _returned(about: About) -> News:
    why = "还没办到位" if (about.data or {}).get("by") else "您不满意"
    return News(
        f"诉求 {about.number} {why}，我们重新办，换个办法再试。有进展马上告诉您。", "重新办理"
    )


def _reopened(about: About) -> News:
    return News(f"诉求 {about.number} 重新打开了，接着给您办。有进展马上告诉您。", "重新办理")


def _merged(about: About) -> News:
    into = (about.data or {}).get("into", "")
    return News(
        f"诉求 {about.number} 和 {into} 说的是一回事，合到 {into} 一起办，不会漏掉。", "合并办理"
    )


def _unmerged(about: About) -> News:
    return News(f"诉求 {about.number} 还是单独办，之前的进度都在。", "单独办理")


def _extended(about: About) -> News:
    return News(
        f"诉求 {about.number} 比预想的难办，要延到{about.until}：{about.sentence}让您久等了，我们会抓紧。",
        "延期办理",
    )


def _told(about: About) -> News:
    return News(f"关于诉求 {about.number}：{about.sentence}", "有新消息")


def _staged(about: About) -> News:
    return News(f"困难帮扶 {about.number} 有进展：{about.sentence}", "有新进展")


_WORDS: Final[Mapping[EventKind, Callable[[About], News]]] = {
    EventKind.received: _received,
    EventKind.accepted: _accepted,
    EventKind.verified: _verified,
    EventKind.referral_accepted: _referral_accepted,
    EventKind.handed_over: _handed_over,
    EventKind.referral_given_up: _referral_given_up,
    EventKind.waited: _waited,
    EventKind.resolved: _resolved,
    EventKind.returned: _returned,
    EventKind.reopened: _reopened,
    EventKind.merged: _merged,
    EventKind.unmerged: _unmerged,
    EventKind.extended: _extended,
    EventKind.told: _told,
    EventKind.staged: _staged,
}
