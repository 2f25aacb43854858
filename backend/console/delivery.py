"""How far a message got, and what may still be said: in staff's words. No I/O here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.conversations.quota import Ledger

STATES = {
    "handed_over": "排队中",
    "queued": "排队中",
    "sending": "排队中",
    "held": "等对方下次发言",
    "sent": "已送出",
    "accepted": "微信已接收",
    "notice_sent": "通知已送出",
    "noticed": "通知已送达",
    "uncertain": "可能未送达",
    "failed": "未送达",
    "expired": "已过期",
}
_REASONS = {
    "window_closed": "对方超过48小时没发言，微信不让主动发",
    "quota_spent": "微信限定的条数用完了",
    "not_following": "对方已取消关注",
    "blocked": "对方拒收",
    "too_long": "内容太长",
    "rejected": "微信没认这条内容",
    "media_gone": "文件已过期",
    "media_refused": "微信不收这张照片",
    "upload_failed": "照片没能传到微信",
    "photo_gone": "照片已按规定删除",
    "busy": "微信系统忙",
    "limited": "公众号的调用次数用完了",
    "token": "公众号凭证失效",
    "permission": "公众号没有这项权限",
    "alert": "公众号设置需要处理",
    "no_answer": "微信没有回应",
    "interrupted": "发送时中断，结果不明",
    "unreachable": "连不上微信",
    "unaccounted": "正在核对是否已送到",
    "no_consent": "对方没有允许通知",
    "bad_template": "通知模板不对",
    "notice_blocked": "对方拒收通知",
    "notice_failed": "通知没送到",
    "notice_unknown": "通知结果不明",
}
# The reason belongs to what is said here; of the other states it is only history.
_EXPLAINED = {"held", "uncertain", "failed", "expired"}
_ON_HOVER = {"queued", "sending", "notice_sent"}
# Refused until somebody changes the account's settings: which, in the words of its own pages.
_ALERTS = {
    40164: "服务器地址不在公众号的IP白名单里",
    89503: "服务器地址等待公众号管理员确认",
    40013: "AppID 不对",
    40125: "AppSecret 不对",
    40243: "AppSecret 已被冻结",
    40001: "凭证一再失效，请核对 AppSecret",
    48001: "公众号没有客服消息等接口的权限",
    48004: "接口被微信封禁",
    50001: "接口没有授权",
    50002: "公众号被限制使用",
    40200: "公众号类型不支持这个接口",
    40037: "通知模板的编号不对",
    47003: "通知模板的内容格式不对",
}


@dataclass(frozen=True)
class Shown:
    """`level` late draws the eye; a `reason` that matters stands in the text, not on hover alone."""

    words: str
    reason: str = ""
    level: str = "calm"
    explains: bool = False


_LEVELS = {"failed": "late", "uncertain": "soon", "held": "soon"}


def state_of(delivery: str, failure: str | None) -> Shown:
    """Unknown codes show themselves, so nothing is ever blank."""
    words = STATES.get(delivery, delivery)
    level = _LEVELS.get(delivery, "calm")
    if delivery == "expired":
        return Shown(words, "等得太久，没有再发", level, explains=True)
    if not failure or delivery not in _EXPLAINED | _ON_HOVER:
        return Shown(words, "", level)
    return Shown(words, _reason(failure), level, explains=delivery in _EXPLAINED)


def _reason(failure: str) -> str:
    """Of our own processes only that they were away: which one is for the engineer's log."""
    if failure.startswith(("gateway", "http_")):
        return "系统内部暂时不通"
    return _REASONS.get(failure, failure)


def alert_words(errcode: int) -> str:
    return f"{_ALERTS.get(errcode, '接口拒绝调用')}（{errcode}）"


def budget_words(ledger: Ledger, now: datetime, *, follows: bool, notices: int = 0) -> Shown:
    """「还可发 4 条 · 剩 47 小时」; `notices` the person still allows about a reply of ours."""
    closes_at = ledger.closes_at(now)
    if not follows:
        return Shown("对方已取消关注，发不了", level="soon")
    if closes_at is None and notices:
        return Shown("现在不能主动发：先发通知提醒，等对方下次发言", level="soon")
    if closes_at is None:
        return Shown("现在不能主动发：等对方下次发言", level="soon")
    return Shown(f"还可发 {ledger.left(now)} 条 · 剩 {_span(closes_at - now)}")


def _span(left: timedelta) -> str:
    """Rounded down: nobody should count on the last minutes."""
    if left >= timedelta(hours=1):
        return f"{left // timedelta(hours=1)} 小时"
    if left >= timedelta(minutes=1):
        return f"{left // timedelta(minutes=1)} 分钟"
    return f"{left // timedelta(seconds=1)} 秒"
