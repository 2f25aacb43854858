"""What a worker reads in WeChat once staff decided: the result, the number, the next step."""

from dataclasses import dataclass

from backend.contracts.joining import ApplicationStatus

Option = tuple[str, str]  # title, payload

# What the one word of a notice says.
RESULTS = {
    ApplicationStatus.approved: "已通过",
    ApplicationStatus.returned: "需要补充",
    ApplicationStatus.rejected: "未通过",
}
ASK_STAFF: Option = ("找工作人员", "/request_human")


@dataclass(frozen=True)
class Notice:
    text: str
    options: tuple[Option, ...] = ()
    # For the notice that goes when the text has to wait: at most 20 characters.
    hint: str = "请打开公众号查看"


def approved(*, number: str, member_number: str, union: str, photo_days: int) -> Notice:
    return Notice(
        f"好消息，入会申请 {number} 通过了。您现在是{union}的会员，会员号 {member_number}。"
        f"身份证照片{photo_days}天后自动删除。",
        (("看我的会籍", "/show_membership"), ASK_STAFF),
    )


def approved_and_retained(*, number: str, member_number: str, union: str) -> Notice:
    """Without work one joins first and the membership is kept meanwhile (S36)."""
    return Notice(
        f"好消息，入会申请 {number} 通过了，您已加入{union}，会员号 {member_number}。"
        "您现在暂时没活，会籍先替您保留着；有活了跟我们说一声，就能恢复。",
        (("看我的会籍", "/show_membership"), ASK_STAFF),
    )


def returned(*, number: str, reason: str) -> Notice:
    return Notice(
        f"入会申请 {number} 还差一点：{_sentence(reason)}"
        "点「接着补」改好再提交就行，填过的都还在。",
        (("接着补", "/join_union"), ASK_STAFF),
    )


def rejected(*, number: str, reason: str) -> Notice:
    return Notice(
        f"入会申请 {number} 这次没能通过：{_sentence(reason)}"
        "您觉得不对，可以找工作人员问清楚；情况变了，随时可以再申请。",
        (ASK_STAFF, ("重新申请", "/join_union")),
    )


def _sentence(reason: str) -> str:
    return reason if reason.endswith(("。", "！", "？", "!", "?")) else f"{reason}。"
