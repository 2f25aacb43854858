"""The alarms of a case follow its history: taken or over with the act itself, anew where nobody has it."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms import ending
from backend.alarms.service import raise_alarm
from backend.cases import alarm_rules, rules
from backend.cases.kinds import EventKind
from backend.cases.models import Case, CaseClock, CaseEvent
from backend.contracts.cases import CaseStatus


async def ring(session: AsyncSession, case: Case) -> None:
    """The duty phone of the union that answers for it (L10)."""
    await raise_alarm(
        session,
        kind=alarm_rules.URGENT,
        subject_kind="case",
        subject_id=case.id,
        union_id=case.union_id,
    )


async def follow(session: AsyncSession, case: Case, event: CaseEvent) -> None:
    """After its limits have: the alarm of a missed one rings as long as that limit runs."""
    kind = EventKind(event.kind)
    if kind not in alarm_rules.FOLLOWED:
        return
    if kind is EventKind.handed_over:
        await ending.move(
            session,
            case.id,
            from_union_id=UUID(event.data["from_union_id"]),
            to_union_id=UUID(event.data["to_union_id"]),
        )
    await _end(session, case, event, kind)
    nobodys = case.staff_id is None and rules.may_urge(CaseStatus(case.status))
    if case.urgent and nobodys and alarm_rules.leaves(kind, event.data):
        await ring(session, case)


async def _end(session: AsyncSession, case: Case, event: CaseEvent, kind: EventKind) -> None:
    ringing = await ending.ringing_about(session, case.id)
    if not ringing:
        return
    is_taken = alarm_rules.ends(
        kind, event.data, by_staff=event.staff_id is not None, reason=case.urgent_reason
    )
    owes = await _owes_what_it_missed(session, case)
    over = [
        alarm for alarm in ringing if (not owes if alarm.kind == alarm_rules.BREACHED else is_taken)
    ]
    await ending.end(session, over, why=f"case_{kind.value}", staff_id=event.staff_id)


async def _owes_what_it_missed(session: AsyncSession, case: Case) -> bool:
    missed = exists().where(
        CaseClock.case_id == case.id,
        CaseClock.ladder_step > 0,
        CaseClock.stopped_at.is_(None),
        CaseClock.paused_at.is_(None),
    )
    return bool(await session.scalar(select(missed)))
