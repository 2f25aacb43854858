"""A list's filters as a sentence: 「没办完 · 欠薪 · 郑州市金水区」. No I/O here."""

from backend.cases.filters import EVERY, OPEN, CaseFilters
from backend.console import case_words as words
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
        *(label for name, label in FLAGS.items() if getattr(filters, name)),
    ]
    return " · ".join(part for part in parts if part)
