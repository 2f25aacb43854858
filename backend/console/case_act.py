"""One act on one case. Refused: the case as it is now, with what was typed shown again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.access import get_case_for
from backend.cases.revealing import reveal as reveal_case
from backend.console import case
from backend.console.access import CurrentStaff
from backend.console.case_arranging import ARRANGING
from backend.console.case_desk import Act, Desk
from backend.console.case_form import Typed, typed_in
from backend.console.case_hardship import HARDSHIP
from backend.console.case_passing import PASSING
from backend.console.case_query import CaseQuery, FromCases
from backend.console.case_refusals import Retry, refused
from backend.console.case_steps import STEPS
from backend.console.resources import Keys
from backend.console.web import ConsoleRoute, see
from backend.contracts.errors import ErrorCode
from backend.database import Session
from backend.errors import NotFound, ServiceError
from backend.staff.identity import StaffIdentity

router = APIRouter(route_class=ConsoleRoute)

ACTS: dict[str, Act] = {**STEPS, **PASSING, **ARRANGING, **HARDSHIP}


@router.post("/cases/{case_id}/reveal")
async def reveal(
    request: Request, session: Session, staff: CurrentStaff, query: FromCases, case_id: UUID
) -> Response:
    typed = await typed_in(request)
    await reveal_case(session, staff, case_id, typed.reason())
    return see(_page(case_id, query))


@router.post("/cases/{case_id}/{act}")
async def do(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    query: FromCases,
    case_id: UUID,
    act: str,
    revision: Annotated[int, Form(ge=0)],
) -> Response:
    acting = ACTS.get(act)
    if acting is None:
        raise NotFound(f"act {act}")
    typed = await typed_in(request)
    try:
        async with session.begin_nested():
            await acting(Desk(session, staff, keyring, case_id, revision), typed)
    except ServiceError as error:
        retry = _retry(act, typed, error)
        status = 422 if error.code is ErrorCode.invalid_payload else 409
        shown = case.Shown(query, retry=retry, status=status)
        return await case.show(request, session, staff, keyring, case_id, shown)
    return see(await _onward(session, staff, case_id, query, act))


def _retry(act: str, typed: Typed, error: ServiceError) -> Retry:
    """Who may not see the case at all, or not act on it, gets no page."""
    if error.status in {403, 404}:
        raise error
    return refused(act, typed.values, error)


async def _onward(
    session: AsyncSession, staff: StaffIdentity, case_id: UUID, query: CaseQuery, act: str
) -> str:
    """Back to the case, unless the act took it out of sight: then to the list."""
    try:
        await get_case_for(session, staff, case_id)
    except NotFound:
        return f"/cases?done={act}"
    return _page(case_id, query, done=act)


def _page(case_id: UUID, query: CaseQuery, *, done: str = "") -> str:
    link = query.link()
    return f"/cases/{case_id}{link}{f'{"&" if link else "?"}done={done}' if done else ''}"
