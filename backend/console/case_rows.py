"""Cases as lines of a list: masked, with clock and owner; those of one incident stand together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import Case
from backend.cases.surroundings import IncidentSize, incident_size
from backend.console.case_clock import Chip, chip_of
from backend.console.case_person import person_of
from backend.database import utc_now
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.service import display_names
from backend.working_time.rules import WorkCalendar
from backend.working_time.service import calendar_for


@dataclass(frozen=True)
class Line:
    """`heading` stands above the first case of an incident, where there is more than one."""

    case: Case
    name: str
    owner: str
    clock: Chip | None
    heading: IncidentSize | None = None
    is_inside: bool = False


async def lines_of(
    session: AsyncSession,
    staff: StaffIdentity,
    keyring: Keyring,
    cases: Sequence[Case],
    *,
    grouped: bool = True,
) -> list[Line]:
    owners = await display_names(session, {case.staff_id for case in cases if case.staff_id})
    sizes = await _sizes(session, staff, cases) if grouped else {}
    shown: set[UUID] = set()
    lines = []
    for case in _together(cases, sizes):
        size = sizes.get(case.incident_id) if case.incident_id else None
        is_first = size is not None and case.incident_id not in shown
        if case.incident_id:
            shown.add(case.incident_id)
        calendar = await calendar_for(session, case.division_path)
        lines.append(_line(keyring, case, owners, calendar, utc_now(), size, is_first=is_first))
    return lines


def _line(
    keyring: Keyring,
    case: Case,
    owners: dict[UUID, str],
    calendar: WorkCalendar,
    now: datetime,
    size: IncidentSize | None,
    *,
    is_first: bool,
) -> Line:
    return Line(
        case=case,
        name=person_of(keyring, case).name,
        owner=owners.get(case.staff_id, "—") if case.staff_id else "没人认领",
        clock=chip_of(case, now, calendar),
        heading=size if is_first else None,
        is_inside=size is not None,
    )


async def _sizes(
    session: AsyncSession, staff: StaffIdentity, cases: Iterable[Case]
) -> dict[UUID, IncidentSize]:
    """Of incidents with more than one case; one alone is a case like any other."""
    first = {case.incident_id: case for case in cases if case.incident_id}
    sizes = {i: await incident_size(session, staff, case) for i, case in first.items()}
    return {i: size for i, size in sizes.items() if size is not None and size.cases > 1}


def _together(cases: Sequence[Case], sizes: dict[UUID, IncidentSize]) -> Iterable[Case]:
    """An incident stands where its first case does."""
    done: set[UUID] = set()
    for case in cases:
        if case.incident_id not in sizes:
            yield case
        elif case.incident_id not in done:
            done.add(case.incident_id)
            yield from (other for other in cases if other.incident_id == case.incident_id)
