"""The law's limits as kind sentences, the most pressing first (L07–L09). No I/O here.

Whoever reads them is no lawyer and may be late already: nothing here says that all is lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.cases.clock_rules import limits_of_the_worker
from backend.cases.kinds import ClockKind
from backend.contracts.cases import CaseKind, IntakeField

_C = ClockKind
_SOON, _CLOSE, _NOW = 60, 30, 7
_BY_THE_WINDOW = "以窗口答复为准"

_MATTER = {
    _C.arbitration_limit: "申请劳动仲裁",
    _C.inspection_limit: "向劳动监察投诉",
    _C.injury_employer_limit: "单位报工伤",
    _C.injury_worker_limit: "自己报工伤",
}
_OVER = {
    _C.arbitration_limit: "仲裁的一年可能过了。中间催要过、投诉过的可以重新算，先别放弃",
    _C.inspection_limit: "监察投诉的两年可能过了，还可以走仲裁和法院",
    _C.injury_employer_limit: "单位报工伤的30天过了，您自己还能报",
    _C.injury_worker_limit: "报工伤的一年可能过了，有特殊情况的可以说明，先问窗口",
}


@dataclass(frozen=True)
class Limit:
    """`days_left` below zero is over."""

    kind: ClockKind
    ends_on: date
    days_left: int

    @property
    def is_over(self) -> bool:
        return self.days_left < 0

    @property
    def words(self) -> str:
        if self.is_over:
            return f"{_OVER[self.kind]}，{_BY_THE_WINDOW}。"
        return (
            f"{_MATTER[self.kind]}最晚到{_spoken(self.ends_on)}{self._pressing}，{_BY_THE_WINDOW}。"
        )

    @property
    def _pressing(self) -> str:
        """60, 30 and 7 days before, as the clocks of the case warn."""
        if self.days_left <= _NOW:
            return (
                f"，只剩{self.days_left}天，请马上办" if self.days_left else "，就是今天，请马上办"
            )
        if self.days_left <= _CLOSE:
            return f"，还剩{self.days_left}天，抓紧办"
        return f"，还剩{self.days_left}天" if self.days_left <= _SOON else ""


def limits_of(kind: CaseKind, facts: Mapping[str, Any], *, today: date) -> list[Limit]:
    """Those that run, soonest first; a limit that is over comes after them."""
    dates = limits_of_the_worker(kind, facts)
    limits = [Limit(clock, ends, (ends - today).days) for clock, ends in dates.items()]
    return sorted(limits, key=lambda limit: (limit.is_over, limit.ends_on))


def sentences(kind: CaseKind, facts: Mapping[str, Any], *, today: date) -> list[str]:
    """What the person is told; what holds for everybody where no date of theirs is known."""
    limits = limits_of(kind, facts, today=today)
    return [*(limit.words for limit in limits), *_general(kind, facts, limits)]


def _general(kind: CaseKind, facts: Mapping[str, Any], limits: Iterable[Limit]) -> list[str]:
    known = {limit.kind for limit in limits}
    said = []
    if kind is CaseKind.wage_arrears and _C.arbitration_limit not in known:
        said.append(
            "还在职，要工资不受一年限制；离职后一年内申请仲裁，别错过，以窗口答复为准。"
            if facts.get(IntakeField.still_working.value) is True
            else "申请劳动仲裁一般要在离职后一年内，别错过，以窗口答复为准。"
        )
    if kind is CaseKind.work_injury and not known:
        said.append("报工伤：单位30天内，本人1年内，以人社窗口答复为准。")
    if kind is CaseKind.legal_aid:
        said.append("法律援助申请收到后7天内给答复，同意的再过3天内安排人，以窗口答复为准。")
        if any(0 <= limit.days_left <= _NOW for limit in limits):
            said.append("时限不到7天，可以先援助、后补材料，请跟工作人员说一声。")
    return said


def _spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
