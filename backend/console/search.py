"""The search box of the top bar: people, applications and cases by number, phone, ID number or name."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from backend.cases import listing
from backend.cases.filters import EVERY, CaseFilters
from backend.console import case_words
from backend.console.access import CurrentStaff
from backend.console.applications import place_label
from backend.console.case_rows import Line, lines_of
from backend.console.masked import masked_person
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.database import Session
from backend.membership import queue, roster
from backend.membership.queue import QueueFilters
from backend.membership.roster import RosterFilters
from backend.unions.lookup import union_names

router = APIRouter(route_class=ConsoleRoute)


@router.get("/search")
async def search_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    q: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    said = q.strip()
    applications = members = None
    cases: list[Line] = []
    if said:
        wanted = QueueFilters(status=None, q=said)
        applications = await queue.list_applications(session, staff, wanted, keyring=keyring)
        members = await roster.list_members(session, staff, RosterFilters(q=said), keyring=keyring)
        anywhere = CaseFilters(status=EVERY, q=said)
        asked = await listing.list_cases(session, staff, anywhere, keyring=keyring)
        cases = await lines_of(session, staff, keyring, asked.rows, grouped=False)
    found = members.rows if members else []
    return render(
        request,
        "search.html",
        staff,
        said=said,
        cases=cases,
        words=case_words,
        applications=[
            (row, masked_person(keyring, row))
            for row in (applications.rows if applications else [])
        ],
        members=[(entry, masked_person(keyring, entry.member)) for entry in found],
        unions=await union_names(session, {entry.membership.union_id for entry in found}),
        place=place_label,
    )
