"""One member: who, in which union since when, and where the membership came from."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from backend.console.access import CurrentStaff
from backend.console.masked import masked_person
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.database import Session
from backend.membership import roster
from backend.unions.lookup import union_names

router = APIRouter(route_class=ConsoleRoute)


@router.get("/members/{member_id}")
async def member_page(
    request: Request, session: Session, staff: CurrentStaff, keyring: Keys, member_id: UUID
) -> Response:
    member = await roster.get_member_for(session, staff, member_id)
    memberships = await roster.memberships_of(session, member.id)
    return render(
        request,
        "member.html",
        staff,
        member=member,
        person=masked_person(keyring, member),
        memberships=memberships,
        unions=await union_names(session, {row.union_id for row in memberships}),
    )
