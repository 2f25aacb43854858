"""困难档案: which stage follows which, and what each needs (L11). No I/O here."""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """Each names what was done last."""

    application = "application"  # 申请
    home_visit = "home_visit"  # 入户调查
    verification = "verification"  # 核对（民政）
    publicity = "publicity"  # 公示
    decision = "decision"  # 认定
    relief = "relief"  # 已发放


class Level(StrEnum):
    deep = "deep"  # 深度困难
    relative = "relative"  # 相对困难
    accidental = "accidental"  # 意外致困


ORDER: Final = tuple(Stage)
SHORTEST_PUBLICITY: Final = timedelta(days=5)


def next_stage(stage: Stage) -> Stage | None:
    """None once relief was paid."""
    position = ORDER.index(stage) + 1
    return ORDER[position] if position < len(ORDER) else None


def follows(stage: Stage, wanted: Stage) -> bool:
    return next_stage(stage) is wanted


def publicity_fault(begins: date, ends: date) -> str | None:
    """At least five days on the board, both ends counted."""
    return "too_short" if ends - begins + timedelta(days=1) < SHORTEST_PUBLICITY else None


def decision_fault(
    ends: date | None, today: date, *, granted: bool, amount: Decimal | None
) -> str | None:
    """Nobody decides while others may still object."""
    if ends is None or today <= ends:
        return "publicity_runs"
    if granted and (amount is None or amount <= 0):
        return "amount_missing"
    return "amount_without_grant" if amount and not granted else None


def relief_fault(
    paid: Decimal, on: date, today: date, *, granted: bool | None, granted_amount: Decimal | None
) -> str | None:
    if not granted:
        return "not_granted"
    if on > today:
        return "in_the_future"
    return "amount" if paid <= 0 or paid > (granted_amount or 0) else None
