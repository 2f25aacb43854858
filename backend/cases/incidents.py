"""Similar wage cases at one employer and county within sixty days are one incident (L10)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms import ending
from backend.alarms.service import raise_alarm
from backend.cases import rules
from backend.cases.history import append
from backend.cases.models import Case, EventKind, Incident
from backend.cases.routing import city_above
from backend.cases.urgency import MANY_PEOPLE
from backend.contracts.cases import CaseKind, CaseStatus
from backend.database import utc_now
from backend.membership.employers import is_kind
from backend.privacy.audit import Actor

WITHIN: Final = timedelta(days=60)
MANY_CASES: Final = 2


async def found_or_new(
    session: AsyncSession, case: Case, others: Sequence[Case], now: datetime
) -> Incident | None:
    """The incident this case is part of, if there are enough; the city is alarmed when it is news."""
    people = sum(other.people_count for other in others)
    together = people + case.people_count
    if not _counts(case) or (len(others) + 1 < MANY_CASES and together < MANY_PEOPLE):
        return None
    incident = await _open_incident(session, others)
    is_news = incident is None or people < MANY_PEOPLE <= together
    if incident is None:
        incident = await _new_incident(session, case, now)
    if is_news:
        await _alarm(session, incident)
    return incident


async def join(
    session: AsyncSession, incident: Incident, cases: Sequence[Case], now: datetime
) -> None:
    for case in cases:
        await _join(session, case, incident, now)


async def cases_of(session: AsyncSession, incident_id: UUID) -> Sequence[Case]:
    """Oldest first; what staff may see of them is judged by whoever asks."""
    rows = await session.scalars(
        select(Case).where(Case.incident_id == incident_id).order_by(Case.opened_at)
    )
    return rows.all()


async def hold_incident(session: AsyncSession, incident_id: UUID) -> None:
    held = select(Incident.id).where(Incident.id == incident_id)
    await session.execute(held.with_for_update(key_share=True))


async def close_ended(session: AsyncSession) -> None:
    """An incident lasts as long as one of its cases is open, and so does its alarm."""
    still_open = exists().where(Case.incident_id == Incident.id, Case.status.in_(rules.OPEN))
    closed = await session.scalars(
        update(Incident)
        .where(Incident.closed_at.is_(None), ~still_open)
        .values(closed_at=utc_now())
        .returning(Incident.id)
    )
    for incident_id in closed.all():
        await ending.end_about(session, incident_id, why="incident_closed")


async def similar(session: AsyncSession, case: Case, now: datetime) -> Sequence[Case]:
    """Locked in the order of their ids; to be asked for before the first event is written.

    Who holds a case may be waiting for the audit chain, which the first event takes.
    """
    if not _counts(case):
        return []
    rows = await session.scalars(
        select(Case)
        .where(
            Case.employer == case.employer,
            Case.county_code == case.county_code,
            Case.kind == CaseKind.wage_arrears,
            Case.opened_at > now - WITHIN,
            Case.status.not_in([CaseStatus.merged, CaseStatus.withdrawn]),
            Case.id != case.id,
        )
        .order_by(Case.id)
        .with_for_update()
    )
    return rows.all()


def _counts(case: Case) -> bool:
    """Two people at 「站点」 are not at one employer."""
    is_named = bool(case.employer) and not is_kind(case.employer or "")
    return case.kind == CaseKind.wage_arrears and is_named and case.county_code is not None


async def _open_incident(session: AsyncSession, cases: Sequence[Case]) -> Incident | None:
    ids = {case.incident_id for case in cases if case.incident_id}
    return await session.scalar(
        select(Incident)
        .where(Incident.id.in_(ids), Incident.closed_at.is_(None))
        .order_by(Incident.opened_at)
        .limit(1)
        .with_for_update(key_share=True)
    )


async def _new_incident(session: AsyncSession, case: Case, now: datetime) -> Incident:
    assert case.employer
    assert case.county_code
    incident = Incident(
        employer=case.employer,
        county_code=case.county_code,
        division_path=case.division_path,
        opened_at=now,
    )
    session.add(incident)
    await session.flush()
    return incident


async def _join(session: AsyncSession, case: Case, incident: Incident, now: datetime) -> None:
    if case.incident_id == incident.id or not rules.is_open(CaseStatus(case.status)):
        return
    case.incident_id = incident.id
    await append(
        session,
        case,
        EventKind.joined_incident,
        actor=Actor.system,
        data={"incident_id": str(incident.id)},
        now=now,
    )


async def _alarm(session: AsyncSession, incident: Incident) -> None:
    """The city hears of it at once: a crowd is not one county's affair."""
    city = await city_above(session, incident.division_path)
    await raise_alarm(
        session,
        kind="incident",
        subject_kind="incident",
        subject_id=incident.id,
        union_id=city.id,
    )
