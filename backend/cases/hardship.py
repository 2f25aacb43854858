"""困难帮扶, stage by stage (L11): nothing is decided before it was seen, checked and made public."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import hardship_rules as rules
from backend.cases.access import case_to_change, get_case_for
from backend.cases.hardship_rules import Level, Stage
from backend.cases.history import append
from backend.cases.models import Case, EventKind, HardshipRecord
from backend.cases.refusals import StageRefused
from backend.cases.wording import LONGEST_NOTE, given, money, optional
from backend.contracts.cases import CaseKind
from backend.database import utc_now
from backend.privacy.audit import Actor
from backend.staff.identity import StaffIdentity
from backend.working_time.rules import CHINA


async def record_of(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID
) -> HardshipRecord | None:
    """None until the first stage after the application."""
    case = await get_case_for(session, staff, case_id)
    return await session.get(HardshipRecord, case.id)


async def record_home_visit(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    revision: int,
    *,
    visited_on: date,
    findings: str,
) -> HardshipRecord:
    """入户调查: what was found is internal."""
    case, record = await _at(session, staff, case_id, revision, Stage.home_visit)
    if visited_on > _today():
        raise StageRefused(f"case {case_id}", why="in_the_future")
    record.visited_on = visited_on
    await _staged(
        session, staff, case, record, Stage.home_visit, given(findings, at_most=LONGEST_NOTE)
    )
    return record


async def record_verification(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    revision: int,
    *,
    level: Level,
    findings: str,
) -> HardshipRecord:
    """民政核对: which of the three levels it is."""
    case, record = await _at(session, staff, case_id, revision, Stage.verification)
    record.level = level
    await _staged(
        session, staff, case, record, Stage.verification, given(findings, at_most=LONGEST_NOTE)
    )
    return record


async def publish_names(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    revision: int,
    *,
    begins: date,
    ends: date,
) -> HardshipRecord:
    """公示, at least five days."""
    case, record = await _at(session, staff, case_id, revision, Stage.publicity)
    if fault := rules.publicity_fault(begins, ends):
        raise StageRefused(f"case {case_id}", why=fault)
    record.publicity_from, record.publicity_until = begins, ends
    words = (
        f"情况核对好了，{_spoken(begins)}到{_spoken(ends)}公示，只写姓氏和困难类别，您有疑问随时说"
    )
    await _staged(session, staff, case, record, Stage.publicity, words, tell=True)
    return record


async def decide(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    revision: int,
    *,
    is_granted: bool,
    amount: Decimal | None = None,
    objections: str = "",
    reason: str = "",
) -> HardshipRecord:
    """认定, after the publicity has ended. A no needs its reason, and the person reads it."""
    case, record = await _at(session, staff, case_id, revision, Stage.decision)
    ends = record.publicity_until
    if fault := rules.decision_fault(ends, _today(), granted=is_granted, amount=amount):
        raise StageRefused(f"case {case_id}", why=fault)
    record.objections = optional(objections)
    record.is_granted, record.granted_amount = is_granted, amount
    if is_granted and amount is not None:
        words = f"帮扶通过了，金额{money(amount)}"
    else:
        words = f"这次没能认定：{given(reason)}"
    await _staged(session, staff, case, record, Stage.decision, words, tell=True)
    return record


async def record_relief(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    revision: int,
    *,
    paid_on: date,
    amount: Decimal,
) -> HardshipRecord:
    case, record = await _at(session, staff, case_id, revision, Stage.relief)
    fault = rules.relief_fault(
        amount, paid_on, _today(), granted=record.is_granted, granted_amount=record.granted_amount
    )
    if fault:
        raise StageRefused(f"case {case_id}", why=fault)
    record.paid_on, record.paid_amount = paid_on, amount
    words = f"帮扶金{money(amount)}，{_spoken(paid_on)}发了，请留意到账"
    await _staged(session, staff, case, record, Stage.relief, words, tell=True)
    return record


async def _at(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, revision: int, wanted: Stage
) -> tuple[Case, HardshipRecord]:
    """The record right before the wanted stage."""
    case = await case_to_change(session, staff, case_id, revision, EventKind.staged)
    if case.kind != CaseKind.hardship_relief:
        raise StageRefused(f"case {case_id} is {case.kind}", why="not_hardship")
    record = await session.get(HardshipRecord, case.id)
    if record is None:
        record = HardshipRecord(case_id=case.id, stage=Stage.application, objections="")
        session.add(record)
    if not rules.follows(Stage(record.stage), wanted):
        raise StageRefused(f"case {case_id} is at {record.stage}", why="order", stage=record.stage)
    return case, record


async def _staged(
    session: AsyncSession,
    staff: StaffIdentity,
    case: Case,
    record: HardshipRecord,
    stage: Stage,
    note: str,
    *,
    tell: bool = False,
) -> None:
    record.stage = stage
    data: dict[str, Any] = {"stage": stage.value}
    await append(
        session,
        case,
        EventKind.staged,
        actor=Actor.staff,
        staff_id=staff.id,
        note=note,
        data=data,
        is_internal=not tell,
    )


def _spoken(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _today() -> date:
    return utc_now().astimezone(CHINA).date()
