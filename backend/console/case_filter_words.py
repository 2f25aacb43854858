"""A list's filters as a sentence: 「没办完 · 欠薪 · 郑州市金水区」. No I/O here."""

from backend.cases.filters import EVERY, OPEN, CaseFilters
from backend.cases.report_rules import Counted
from backend.console import case_words as words
from backend.console.labels import trade_label
from backend.unions.places import county_by_code

FLAGS = {
    "urgent": "紧急",
    "mine": "我的",
    "unassigned": "没人认领",
    "overdue": "超时限",
    "due_today": "今天到期",
    "to_verify": "待我核实",
    "to_answer": "转来待接收",
    "escalated": "督办",
    "mentioned": "@我的",
}

COUNTED = {
    Counted.open: "还没办完的",
    Counted.closed: "归档的",
    Counted.dropped: "并入或撤回的",
    Counted.overdue: "现在超期的",
    Counted.answered: "受理了的",
    Counted.answered_in_time: "按时受理的",
    Counted.answer_late: "受理超时的",
    Counted.resolved: "办结的",
    Counted.resolved_in_time: "按时办结的",
    Counted.resolve_late: "办理超时的",
    Counted.redone: "退回或重新打开过的",
    Counted.rated: "评价了的",
    Counted.satisfied: "满意的",
}


def filters_in_words(filters: CaseFilters) -> str:
    county = county_by_code(filters.county) if filters.county else None
    parts = [
        {OPEN: "没办完", EVERY: "全部状态"}.get(filters.status)
        or words.STATUS.get(filters.status, filters.status),
        words.KIND.get(filters.kind, filters.kind),
        words.CLASS.get(filters.case_class, filters.case_class),
        county.label if county else filters.county,
        f"标签「{filters.tag}」" if filters.tag else "",
        f"查找「{filters.q}」" if filters.q else "",
        "同一单位的一起事件" if filters.incident else "",
        *report_in_words(filters),
        *(label for name, label in FLAGS.items() if getattr(filters, name)),
    ]
    return " · ".join(part for part in parts if part)


def _from(day: str) -> str:
    return f"{day} " if day else "最早"


def _to(day: str) -> str:
    return f" {day} " if day else "现在"


def report_in_words(filters: CaseFilters) -> list[str]:
    """What a figure of 统计 · 诉求 was narrowed by; a colleague is not named in an address."""
    days = (filters.opened_from, filters.opened_to)
    place = county_by_code(filters.place.rsplit("/", 1)[-1]) if filters.place else None
    parts = [
        f"{_from(days[0])}至{_to(days[1])}登记的" if any(days) else "",
        (place.label if place else "一个地方的") if filters.place else "",
        trade_label(filters.trade) if filters.trade else "",
        filters.employer,
        "一位同事负责的" if filters.staff else "",
        COUNTED[Counted(filters.counted)] if filters.counted else "",
    ]
    return [part for part in parts if part]
