"""The only place that writes what happened to a case (decision 0016): event, status, limits, news."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import alarming, clocks, rules
from backend.cases.clock_rules import Matter
from backend.cases.forms import KIND_LABELS
from backend.cases.models import Case, CaseClock, CaseEvent, ClockKind, EventKind
from backend.cases.refusals import ActNotPossible
from backend.cases.telling import About, News, news_of
from backend.contracts.cases import CaseKind, CaseStatus
from backend.contracts.notices import NoticeKind
from backend.conversations.bubbles import NoticeContent
from backend.conversations.notice_fields import spoken_time
from backend.conversations.service import notify
from backend.database import utc_now
from backend.desk.feed import publish
from backend.privacy import audit
from backend.privacy.audit import Actor
from backend.staff.colleagues import colleagues_in
from backend.staff.identity import StaffIdentity
from backend.unions.service import get_union
from backend.working_time.service import calendar_for


async def append(
    session: AsyncSession,
    case: Case,
    kind: EventKind,
    *,
    actor: Actor,
    staff_id: UUID | None = None,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    is_internal: bool = True,
    now: datetime | None = None,
) -> CaseEvent:
    """The caller holds the case's row. What is not internal is told to the person, if it is news.

    `data` holds ids and codes only. Refused with ActNotPossible where the status does not allow it.
    """
    now = now or utc_now()
    before = await _kinds(session, case)
    case.status = _next_status(case, before, kind)
    event = CaseEvent(
        case_id=case.id,
        kind=kind,
        at=now,
        actor=actor.value,
        staff_id=staff_id,
        is_internal=is_internal,
        note=note,
        data=dict(data or {}),
    )
    session.add(event)
    _stamp(case, kind, now)
    await session.flush()
    await clocks.follow(session, case, event, _matter(case, event, before), now)
    await alarming.follow(session, case, event)
    if actor is not Actor.contact:
        await _tell(session, case, event, now)
    await _publish(session, case, event)
    await _audit(session, case, event, actor)
    return event


async def events_of(session: AsyncSession, case_id: UUID) -> Sequence[CaseEvent]:
    """Oldest first."""
    rows = await session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
    )
    return rows.all()


async def events_for(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID
) -> Sequence[CaseEvent]:
    """A union's notes stay in the union: a service organization reads its own, and those naming its people (S45)."""
    events = await events_of(session, case_id)
    organization_id = staff.service_organization_id
    if organization_id is None:
        return events
    ours = {str(colleague.id) for colleague in await colleagues_in(session, organization_id)}
    return [
        event
        for event in events
        if event.kind != EventKind.noted
        or ours & {str(event.staff_id), *event.data.get("mentions", ())}
    ]


async def last_event(session: AsyncSession, case_id: UUID, kind: EventKind) -> CaseEvent | None:
    return await session.scalar(
        select(CaseEvent)
        .where(CaseEvent.case_id == case_id, CaseEvent.kind == kind)
        .order_by(CaseEvent.seq.desc())
        .limit(1)
    )


async def is_verified(session: AsyncSession, case: Case) -> bool:
    return await last_event(session, case.id, EventKind.verified) is not None


async def waits_for_person(session: AsyncSession, case: Case) -> datetime | None:
    """Since when something of theirs is missing; others are waited for, too."""
    if case.status != CaseStatus.waiting:
        return None
    waited = await last_event(session, case.id, EventKind.waited)
    is_theirs = waited is not None and waited.data.get("for_whom") == "contact"
    return waited.at if waited is not None and is_theirs else None


async def _kinds(session: AsyncSession, case: Case) -> list[EventKind]:
    rows = await session.scalars(
        select(CaseEvent.kind)
        .where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(rules.MOVING))
        .order_by(CaseEvent.seq)
    )
    return [EventKind(kind) for kind in rows]


def _next_status(case: Case, before: Sequence[EventKind], kind: EventKind) -> CaseStatus:
    try:
        status = rules.step(rules.standing_after(before), kind).status
    except rules.NotPossible as refused:
        raise ActNotPossible(f"case {case.id}: {refused}", status=case.status) from refused
    assert status is not None
    return status


def _matter(case: Case, event: CaseEvent, before: Sequence[EventKind]) -> Matter:
    return clocks.matter_of(
        case,
        to_service=event.data.get("service_kind"),
        is_verified=EventKind.verified in before,
    )


def _stamp(case: Case, kind: EventKind, now: datetime) -> None:
    """Revision, and times that lists and reports ask for; they repeat the history."""
    case.revision = (case.revision or 0) + 1
    if kind is EventKind.resolved:
        case.resolved_at = now
    elif kind in {EventKind.closed, EventKind.withdrawn}:
        case.closed_at = now
    elif kind in {EventKind.returned, EventKind.reopened}:
        case.resolved_at = case.closed_at = None
    if kind in {EventKind.resolved, EventKind.withdrawn, EventKind.closed}:
        case.is_escalated = False


async def _tell(session: AsyncSession, case: Case, event: CaseEvent, now: datetime) -> None:
    """Nobody to tell where the case came by phone or over the counter."""
    if case.contact_id is None:
        return
    news = await news_for(session, case, event, now)
    if news is None:
        return
    content = NoticeContent(
        NoticeKind.case_update,
        {
            "number": case.number,
            "subject": KIND_LABELS[CaseKind(case.kind)],
            "result": news.result,
            "at": spoken_time(now),
            "hint": news.hint,
        },
    )
    await notify(session, case.contact_id, news.text, list(news.options), notice=content)


async def news_for(
    session: AsyncSession, case: Case, event: CaseEvent, now: datetime
) -> News | None:
    """What the person reads of an event; None where it is none of theirs, or no news."""
    if event.is_internal:
        return None
    return news_of(EventKind(event.kind), await _about(session, case, event, now))


async def _about(session: AsyncSession, case: Case, event: CaseEvent, now: datetime) -> About:
    union = await get_union(session, case.union_id)
    calendar = await calendar_for(session, case.division_path)
    until = await _until(session, case, event)
    return About(
        case_id=case.id,
        number=case.number,
        union=union.name,
        note=event.note,
        until=calendar.spoken(until, now=now) if until else "",
        data=event.data,
    )


async def _until(session: AsyncSession, case: Case, event: CaseEvent) -> datetime | None:
    """The end of what the sentence is about: a date that was named, else the handling limit."""
    if "until" in event.data:
        return datetime.fromisoformat(event.data["until"])
    return await session.scalar(
        select(CaseClock.due_at).where(
            CaseClock.case_id == case.id,
            CaseClock.kind == ClockKind.handling,
            CaseClock.stopped_at.is_(None),
        )
    )


async def _publish(session: AsyncSession, case: Case, event: CaseEvent) -> None:
    """The row's state with its revision, wherever it is listed: ids and states only (decision 0017)."""
    data = {
        "event": event.kind,
        "number": case.number,
        "status": case.status,
        "urgent": case.urgent,
        "revision": case.revision,
        "staff_id": str(case.staff_id) if case.staff_id else None,
    }
    for path in await _places(session, case, event):
        await publish(session, kind="case", subject_id=case.id, division_path=path, data=data)


async def _places(session: AsyncSession, case: Case, event: CaseEvent) -> Sequence[str]:
    """Its own, its verifier's, and those it is sent to, comes from or is not sent to after all."""
    named = [event.data[key] for key in ("to_union_id", "from_union_id") if key in event.data]
    paths = [case.division_path, case.verifier_path]
    for union_id in named:
        paths.append((await get_union(session, UUID(union_id))).division_path)
    return list(dict.fromkeys(paths))


async def _audit(session: AsyncSession, case: Case, event: CaseEvent, actor: Actor) -> None:
    actors = {Actor.staff: event.staff_id, Actor.contact: case.contact_id}
    await audit.record(
        session,
        actor=actor,
        actor_id=actors.get(actor),
        action=f"case_{event.kind}",
        subject_kind="case",
        subject_id=case.id,
        division_path=case.division_path,
        data=event.data,
    )
