"""「我的诉求」: what the person sees of their own cases, and what they may still do."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import rules
from backend.cases.forms import KIND_LABELS
from backend.cases.history import events_of, last_event, news_for, waits_for_person
from backend.cases.models import Case, CaseEvent, EventKind
from backend.cases.telling import STATUS_WORDS
from backend.contracts.cases import CaseKind, CaseStatus, CaseView
from backend.database import utc_now
from backend.errors import NotFound
from backend.unions.lookup import union_names
from backend.working_time.rules import CHINA, WorkCalendar, midnight
from backend.working_time.service import calendar_for

_SHOWN: Final = 10


async def progress_of(session: AsyncSession, contact_id: UUID) -> list[CaseView]:
    """Newest first."""
    rows = await session.scalars(
        select(Case)
        .where(Case.contact_id == contact_id)
        .order_by(Case.opened_at.desc())
        .limit(_SHOWN)
    )
    return [await view(session, case) for case in rows.all()]


async def own_case(session: AsyncSession, contact_id: UUID, case_id: UUID) -> Case:
    """Somebody else's case does not exist."""
    case = await session.get(Case, case_id)
    if case is None or case.contact_id != contact_id:
        raise NotFound(f"case {case_id}")
    return case


async def view(session: AsyncSession, case: Case, *, now: datetime | None = None) -> CaseView:
    now = now or utc_now()
    status, kind = CaseStatus(case.status), CaseKind(case.kind)
    calendar = await calendar_for(session, case.division_path)
    due = case.next_due_at if rules.may_urge(status) else None
    return CaseView(
        case_id=case.id,
        number=case.number,
        kind=kind,
        kind_label=KIND_LABELS[kind],
        status=status,
        status_label=STATUS_WORDS[status],
        union=(await union_names(session, [case.union_id])).get(case.union_id, ""),
        opened_at=case.opened_at,
        due_at=due,
        due_words=f"{calendar.spoken(due, now=now)}前" if due and due > now else "",
        last_news=await _last_news(session, case, now),
        waits_since=await waits_for_person(session, case),
        may_add=rules.may_add(status),
        may_urge=rules.may_urge(status) and await may_urge_again(session, case, now),
        may_withdraw=rules.may_withdraw(status),
        may_rate=rules.may_rate(status, rated=case.satisfaction is not None),
        may_draft=rules.may_draft(kind, status),
    )


async def may_urge_again(session: AsyncSession, case: Case, now: datetime) -> bool:
    """Once a working day: what was urged on a Saturday was urged for Monday."""
    last = await last_event(session, case.id, EventKind.urged)
    calendar = await calendar_for(session, case.division_path)
    return last is None or now >= _next_working_day(last.at, calendar)


def _next_working_day(at: datetime, calendar: WorkCalendar) -> datetime:
    day = at.astimezone(CHINA).date() + timedelta(days=1)
    return calendar.next_opening(midnight(day))


async def _last_news(session: AsyncSession, case: Case, now: datetime) -> str:
    events: Sequence[CaseEvent] = await events_of(session, case.id)
    for event in reversed(events):
        if news := await news_for(session, case, event, now):
            return news.text
    return ""
