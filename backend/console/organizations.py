"""工会组织: the federations one works for, which have a QR code, and who came through it."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from backend.console.access import CurrentStaff
from backend.console.reach import figures_of
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.database import Session
from backend.outreach.codes import codes_of_unions
from backend.outreach.rules import CODED_KINDS
from backend.unions.lookup import PAGE_SIZE, find_unions

router = APIRouter(route_class=ConsoleRoute)


@dataclass(frozen=True)
class OrganizationQuery:
    q: str
    page: int

    def link(self, **changes: str | int | None) -> str:
        values: dict[str, str | int | None] = {"q": self.q, "page": self.page}
        values |= changes
        if values["page"] == 1:
            values["page"] = None
        query = urlencode({name: value for name, value in values.items() if value})
        return f"?{query}" if query else ""


def organization_query(
    q: Annotated[str, Query(max_length=60)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> OrganizationQuery:
    return OrganizationQuery(q.strip(), page)


@router.get("/unions")
async def organizations_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    query: Annotated[OrganizationQuery, Depends(organization_query)],
) -> Response:
    found = await find_unions(session, staff.visible_paths, CODED_KINDS, q=query.q, page=query.page)
    codes = await codes_of_unions(session, [union.id for union in found.rows])
    return render(
        request,
        "organizations.html",
        staff,
        query=query,
        rows=[(union, codes.get(union.id)) for union in found.rows],
        figures=await figures_of(session, staff, codes.values()),
        total=found.total,
        pages=-(-found.total // PAGE_SIZE),
    )
