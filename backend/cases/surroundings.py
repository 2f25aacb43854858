"""What stands around a case for whoever reads it: others at the employer, and those it may be merged with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import rules
from backend.cases.access import visible_to
from backend.cases.models import Case, Incident
from backend.cases.same_person import of_the_person
from backend.contracts.cases import CaseStatus
from backend.membership.employers import is_kind
from backend.staff.identity import StaffIdentity

_MOST: Final = 8


@dataclass(frozen=True)
class IncidentSize:
    """As far as this staff may see it."""

    incident: Incident
    cases: int
    people: int


async def others_at_employer(
    session: AsyncSession, staff: StaffIdentity, case: Case
) -> Sequence[Case]:
    """Newest first; the same employer elsewhere counts too."""
    if not case.employer or is_kind(case.employer):
        return []
    rows = await session.scalars(
        select(Case)
        .where(Case.employer == case.employer, Case.id != case.id, visible_to(staff))
        .order_by(Case.opened_at.desc())
        .limit(_MOST)
    )
    return rows.all()


async def others_of_person(
    session: AsyncSession, staff: StaffIdentity, case: Case
) -> Sequence[Case]:
    """Newest first, ended ones too: it may be the same matter once more."""
    rows = await session.scalars(
        select(Case)
        .where(of_the_person(case), Case.id != case.id, visible_to(staff))
        .order_by(Case.opened_at.desc())
        .limit(_MOST)
    )
    return rows.all()


async def mergeable_with(session: AsyncSession, staff: StaffIdentity, case: Case) -> Sequence[Case]:
    """The same person's that somebody still works on, and that they hear of; ended ones are reopened first."""
    rows = await session.scalars(
        select(Case)
        .where(
            of_the_person(case),
            Case.id != case.id,
            Case.status.in_([status for status in CaseStatus if rules.takes_others(status)]),
            Case.contact_id == case.contact_id if case.contact_id else true(),
            visible_to(staff),
        )
        .order_by(Case.opened_at)
        .limit(_MOST)
    )
    return rows.all()


async def incident_size(
    session: AsyncSession, staff: StaffIdentity, case: Case
) -> IncidentSize | None:
    if case.incident_id is None:
        return None
    incident = await session.get(Incident, case.incident_id)
    count, people = (
        await session.execute(
            select(func.count(), func.coalesce(func.sum(Case.people_count), 0)).where(
                Case.incident_id == case.incident_id, visible_to(staff)
            )
        )
    ).one()
    return IncidentSize(incident, int(count), int(people)) if incident else None
