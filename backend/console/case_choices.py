"""The choices a case's sheets offer: colleagues, receivers, limits to extend, cases to merge with."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import clock_rules, clocks, organizations, surroundings
from backend.cases.extending import may_escalate
from backend.cases.history import is_verified
from backend.cases.kinds import CaseClass, ClockKind
from backend.cases.models import Case, CaseClock
from backend.console.case_around import Around
from backend.console.case_hardship import Progress
from backend.console.case_offers import Situation
from backend.console.case_passing import SERVICE, UNION
from backend.console.case_words import CLOCK, KIND, SERVICE_KIND
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import counties_under
from backend.unions.receivers import receivers_for

Choices = list[tuple[str, str]]


async def situation_of(
    session: AsyncSession,
    staff: StaffIdentity,
    case: Case,
    near: Around,
    stages: Progress | None,
) -> Situation:
    letter = near.open_letter
    return Situation(
        is_verified=await is_verified(session, case),
        has_letter=letter is not None,
        may_answer=letter is not None and letter.may_answer,
        must_answer=letter is not None and letter.is_for_us,
        may_withdraw=letter is not None and staff.may_see(case.division_path),
        may_escalate=may_escalate(staff, case),
        is_mine=case.staff_id == staff.id,
        stage_act=stages.next_act if stages else None,
        lists=await _lists(session, staff, case, near),
    )


async def _lists(
    session: AsyncSession, staff: StaffIdentity, case: Case, near: Around
) -> dict[str, Sequence[tuple[str, str]]]:
    if staff.service_organization_id is not None:
        return {}
    return {
        "colleagues": [(str(one.id), one.display_name) for one in near.colleagues],
        "receivers": await _receivers(session, case),
        "mergeable": [
            (str(other.id), f"{other.number} {KIND.get(other.kind, other.kind)}")
            for other in await surroundings.mergeable_with(session, staff, case)
        ],
        "extendable": _extendable(await clocks.running(session, case.id), case),
        "counties": await _counties(session, staff, case),
    }


async def _receivers(session: AsyncSession, case: Case) -> Choices:
    """Service organizations first: that is where most cases go."""
    services = await organizations.organizations_for(session, case.division_path)
    unions = await receivers_for(session, case.division_path)
    return [
        *(
            (f"{SERVICE}{row.id}", f"{row.name}（{SERVICE_KIND.get(row.kind, row.kind)}）")
            for row in services
        ),
        *((f"{UNION}{row.id}", row.name) for row in unions if row.id != case.union_id),
    ]


def _extendable(running: Sequence[CaseClock], case: Case) -> Choices:
    return [
        (clock.kind, CLOCK.get(clock.kind, clock.kind))
        for clock in running
        if clock.extended_at is None
        and clock.paused_at is None
        and clock_rules.extension_days(ClockKind(clock.kind), CaseClass(case.case_class))
    ]


async def _counties(session: AsyncSession, staff: StaffIdentity, case: Case) -> Choices:
    """Those of the case's city, and the one it has."""
    city = "/".join(case.division_path.split("/")[:2])
    return [(row.code, row.name) for row in await counties_under(session, [city])]
