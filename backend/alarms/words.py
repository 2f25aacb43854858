"""What a duty officer reads on their phone: what, where, since when, a link. Never who, never words."""

from datetime import datetime, timedelta

from backend.working_time.rules import CHINA

KINDS = {
    "express_crisis": "有人情绪危机",
    "report_emergency": "有人报告紧急情况",
    "urgent_case": "有紧急诉求",
    "incident": "同一单位多人来反映",
    "breached": "有诉求超过了办理时限",
    "nobody_there": "有人一直没等到工作人员",
}
TEST = "【工会值班】这是一条测试：这个群能收到紧急情况的通知。"


def kind_in_words(kind: str) -> str:
    return KINDS.get(kind, "有急事")


def page(
    *, kind: str, union: str, raised_at: datetime, now: datetime, link: str, again: bool
) -> str:
    waited = max(int((now - raised_at) / timedelta(minutes=1)), 0)
    since = f"{raised_at.astimezone(CHINA):%m-%d %H:%M}"
    lines = [
        f"【工会紧急】{kind_in_words(kind)}",
        union,
        f"{since} 提出，已过 {waited} 分钟，还没有人处理" if again else f"{since} 提出，请马上处理",
        f"点开后按「我来处理」：{link}" if link else "请打开工会工作台，按「我来处理」",
    ]
    return "\n".join(lines)
