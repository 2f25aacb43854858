"""One act on many cases of the list: given to somebody, classed, tagged. Each stands or falls alone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import arranging, tags
from backend.cases.access import get_case_for, lock_cases_for
from backend.cases.kinds import CaseClass
from backend.console.access import CurrentStaff
from backend.console.case_query import CaseQuery, FromCases
from backend.console.web import ConsoleRoute, see
from backend.database import Session
from backend.errors import ServiceError
from backend.staff.identity import StaffIdentity

router = APIRouter(route_class=ConsoleRoute)

MOST = 200
# More than that nobody reads one by one.
_NAMED = 10


@router.post("/cases/bulk")
async def bulk(
    session: Session,
    staff: CurrentStaff,
    query: FromCases,
    case: Annotated[list[UUID] | None, Form(max_length=MOST)] = None,
    staff_id: Annotated[str, Form(max_length=36)] = "",
    case_class: Annotated[str, Form(max_length=16)] = "",
    tag: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    wanted = Wanted(staff_id, case_class, tag.strip())
    if not case or not wanted.is_something:
        return see(_back(query, "trouble=nothing"))
    await lock_cases_for(session, staff, case)
    each = dict.fromkeys(case)
    undone = [case_id for case_id in each if not await _try(session, staff, case_id, wanted)]
    if not undone:
        return see(_back(query, "done=bulk"))
    return see(_back(query, f"trouble=some&left={','.join(map(str, undone[:_NAMED]))}"))


class Wanted:
    """What was chosen in the bar; empty is 「不变」."""

    def __init__(self, staff_id: str, case_class: str, tag: str) -> None:
        self.staff_id = UUID(staff_id) if _is_id(staff_id) else None
        self.case_class = CaseClass(case_class) if case_class in set(CaseClass) else None
        self.tag = tag

    @property
    def is_something(self) -> bool:
        return bool(self.staff_id or self.case_class or self.tag)


async def _try(session: AsyncSession, staff: StaffIdentity, case_id: UUID, wanted: Wanted) -> bool:
    try:
        async with session.begin_nested():
            await _do(session, staff, case_id, wanted)
    except ServiceError:
        return False
    return True


async def _do(session: AsyncSession, staff: StaffIdentity, case_id: UUID, wanted: Wanted) -> None:
    """On the revision as it is now: a list shows none, and nothing here undoes another's act."""
    if wanted.tag:
        await tags.add_tag(session, staff, case_id, tag=wanted.tag)
    if wanted.case_class:
        case = await get_case_for(session, staff, case_id)
        await arranging.reclassify(
            session, staff, case_id, case.revision, case_class=wanted.case_class
        )
    if wanted.staff_id:
        case = await get_case_for(session, staff, case_id)
        await arranging.assign(session, staff, case_id, case.revision, staff_id=wanted.staff_id)


def _is_id(said: str) -> bool:
    try:
        return bool(UUID(said))
    except ValueError:
        return False


def _back(query: CaseQuery, said: str) -> str:
    link = query.link()
    return f"/cases{link}{'&' if link else '?'}{said}"
