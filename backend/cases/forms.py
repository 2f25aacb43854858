"""What each kind of request asks, in which order, and what is asked next (S43, domain §3). No I/O here.

Questions are few: what was told is not asked, and what one may leave out gives way when the list
grows long. The words of the questions are in `nlu/domain/cases.yml`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from backend.contracts.cases import CaseKind, IntakeField, IntakeOption

_F = IntakeField
Facts = Mapping[str, Any]

# One sitting on a motorbike: more questions than this lose the person.
MOST_ASKED = 8
# 「欠薪咋投诉」 names the trouble and tells nothing of it; a sum, a time or a number of people does.
_SHORTEST_STORY = 10
_TELLING = frozenset(
    {_F.amount, _F.people, _F.period, _F.happened_on, _F.is_injured_now, _F.cause, _F.employer}
)


@dataclass(frozen=True)
class Form:
    """`urgent` is what is still asked when every minute counts."""

    asks: tuple[IntakeField, ...]
    optional: frozenset[IntakeField] = frozenset()
    urgent: tuple[IntakeField, ...] = (_F.employer, _F.county, _F.phone)


_EVIDENCE = frozenset({_F.evidence})

FORMS: dict[CaseKind, Form] = {
    CaseKind.wage_arrears: Form(
        (
            _F.story,
            _F.employer,
            _F.county,
            _F.period,
            _F.amount,
            _F.people,
            _F.still_working,
            _F.left_on,
            _F.phone,
            _F.evidence,
        ),
        _EVIDENCE | {_F.amount, _F.left_on},
    ),
    CaseKind.legal_aid: Form(
        (
            _F.story,
            _F.employer,
            _F.county,
            _F.help_wanted,
            _F.happened_on,
            _F.is_migrant,
            _F.income,
            _F.phone,
            _F.evidence,
        ),
        _EVIDENCE | {_F.happened_on, _F.income},
    ),
    CaseKind.hardship_relief: Form(
        (_F.story, _F.cause, _F.family, _F.income, _F.county, _F.phone, _F.evidence),
        _EVIDENCE | {_F.income},
        urgent=(_F.county, _F.phone),
    ),
    CaseKind.work_injury: Form(
        (
            _F.story,
            _F.is_injured_now,
            _F.happened_on,
            _F.employer,
            _F.county,
            _F.hospital,
            _F.insurer_told,
            _F.phone,
            _F.evidence,
        ),
        _EVIDENCE | {_F.hospital, _F.insurer_told},
        urgent=(_F.county, _F.phone),
    ),
    CaseKind.platform_dispute: Form(
        (
            _F.story,
            _F.employer,
            _F.county,
            _F.amount,
            _F.already_complained,
            _F.wanted,
            _F.phone,
            _F.evidence,
        ),
        _EVIDENCE | {_F.amount, _F.already_complained, _F.wanted},
    ),
    CaseKind.complaint: Form(
        (_F.story, _F.county, _F.wanted, _F.phone, _F.evidence),
        _EVIDENCE | {_F.wanted, _F.phone},
    ),
    CaseKind.other: Form(
        (_F.story, _F.county, _F.wanted, _F.phone, _F.evidence), _EVIDENCE | {_F.wanted}
    ),
}

KIND_LABELS = {
    CaseKind.wage_arrears: "欠薪",
    CaseKind.legal_aid: "法律援助",
    CaseKind.hardship_relief: "困难帮扶",
    CaseKind.work_injury: "工伤、职业伤害",
    CaseKind.platform_dispute: "平台纠纷",
    CaseKind.complaint: "投诉",
    CaseKind.other: "其他诉求",
}

# At most six under a question; codes travel in payloads, labels are what the case keeps.
OPTIONS: dict[IntakeField, dict[str, str]] = {
    _F.still_working: {"yes": "还在干", "no": "已经不干了"},
    _F.is_injured_now: {"yes": "正在治", "no": "已经好转"},
    _F.is_migrant: {"yes": "是", "no": "不是"},
    _F.help_wanted: {"advice": "问问法律", "papers": "帮写文书", "lawyer": "请律师代理"},
    _F.insurer_told: {"yes": "报过了", "no": "还没报"},
    _F.cause: {
        "illness": "生病住院",
        "accident": "意外事故",
        "school": "孩子上学",
        "jobless": "没活没收入",
        "disaster": "遭了灾",
        "other": "别的难处",
    },
    _F.already_complained: {
        "appealed": "向平台申诉过",
        "elsewhere": "向别处反映过",
        "no": "还没有",
    },
}
# Answers that are a yes or a no, and kept as such.
TRUTHS = frozenset({_F.still_working, _F.is_injured_now, _F.is_migrant})

FIELD_LABELS = {
    _F.story: "事情",
    _F.employer: "单位或平台",
    _F.county: "地方",
    _F.trade: "行业",
    _F.period: "时间",
    _F.amount: "金额",
    _F.people: "人数",
    _F.still_working: "还在干吗",
    _F.left_on: "离开时间",
    _F.happened_on: "发生时间",
    _F.is_injured_now: "伤情",
    _F.hospital: "医院和诊断",
    _F.insurer_told: "保险报案",
    _F.family: "家里情况",
    _F.cause: "主要难处",
    _F.income: "家庭收入",
    _F.already_complained: "反映过吗",
    _F.is_migrant: "进城务工",
    _F.wanted: "想要的结果",
    _F.help_wanted: "想要的帮助",
    _F.evidence: "材料",
    _F.name: "称呼",
    _F.phone: "电话",
}


@dataclass(frozen=True)
class Progress:
    """How far the questions have come. `facts` holds what is known, told or answered alike."""

    kind: CaseKind
    facts: Facts
    skipped: Collection[str] = ()
    # Questions the person was really asked, so that the whole stays short.
    answered: Collection[str] = ()
    has_phone: bool = False
    has_evidence: bool = False
    urgent: bool = False


def missing(progress: Progress) -> list[IntakeField]:
    """What is still to be asked, in order; never again what was answered, told or skipped."""
    form = FORMS[progress.kind]
    fields = form.urgent if progress.urgent else form.asks
    left = [f for f in fields if not _is_settled(f, progress) and _applies(f, progress)]
    heard = {*progress.answered, *progress.skipped}
    return _within_reason(left, form, MOST_ASKED - len(heard))


def _within_reason(left: list[IntakeField], form: Form, room: int) -> list[IntakeField]:
    """Optional ones give way, the last of them first, until the rest has room."""
    while len(left) > room and (droppable := [f for f in left if f in form.optional]):
        left.remove(droppable[-1])
    return left


def _is_settled(asked: IntakeField, progress: Progress) -> bool:
    if asked is _F.phone and progress.has_phone:
        return True
    if asked is _F.evidence and progress.has_evidence:
        return True
    if asked is _F.story and asked.value not in progress.answered:
        return _is_told(progress.facts)
    return asked.value in progress.facts or asked.value in progress.skipped


def _is_told(facts: Facts) -> bool:
    story = str(facts.get(_F.story.value, ""))
    return len(story) >= _SHORTEST_STORY or any(f.value in facts for f in _TELLING)


def _applies(asked: IntakeField, progress: Progress) -> bool:
    facts = progress.facts
    if asked is _F.left_on:
        return facts.get(_F.still_working.value) is False
    if asked is _F.income and progress.kind is CaseKind.legal_aid:
        # Wages and injuries of migrant workers know no means check (L07).
        return facts.get(_F.is_migrant.value) is False
    if asked is _F.hospital:
        return facts.get(_F.is_injured_now.value) is not None
    return True


def is_optional(kind: CaseKind, asked: IntakeField) -> bool:
    return asked in FORMS[kind].optional


def options_of(asked: IntakeField) -> list[IntakeOption]:
    return [IntakeOption(code=code, label=label) for code, label in OPTIONS.get(asked, {}).items()]
