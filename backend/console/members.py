"""会员: the roster of one's unions."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from backend.console.access import CurrentStaff
from backend.console.applications import place_label
from backend.console.masked import masked_person
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.database import Session
from backend.membership import roster
from backend.membership.models import MembershipStatus
from backend.membership.roster import RosterFilters
from backend.membership.trades import TRADES
from backend.unions.lookup import counties_under, union_names

router = APIRouter(route_class=ConsoleRoute)


@dataclass(frozen=True)
class RosterQuery:
    filters: RosterFilters
    page: int

    def link(self, **changes: str | int | None) -> str:
        f = self.filters
        values: dict[str, str | int | None] = {
            "status": f.status,
            "county": f.county,
            "trade": f.trade,
            "q": f.q,
            "page": self.page,
        } | changes
        if values["page"] == 1:
            values["page"] = None
        query = urlencode({name: value for name, value in values.items() if value})
        return f"?{query}" if query else ""


def roster_query(
    status: Annotated[str, Query(max_length=12)] = "",
    county: Annotated[str, Query(max_length=6)] = "",
    trade: Annotated[str, Query(max_length=20)] = "",
    q: Annotated[str, Query(max_length=60)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> RosterQuery:
    known = status in {item.value for item in MembershipStatus}
    filters = RosterFilters(
        status=MembershipStatus(status) if known else None,
        county=county or None,
        trade=trade or None,
        q=q.strip(),
    )
    return RosterQuery(filters, page)


@router.get("/members")
async def members_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    query: Annotated[RosterQuery, Depends(roster_query)],
) -> Response:
    found = await roster.list_members(
        session, staff, query.filters, keyring=keyring, page=query.page
    )
    divisions = await counties_under(session, staff.visible_paths)
    return render(
        request,
        "members.html",
        staff,
        query=query,
        filters=query.filters,
        rows=[(entry, masked_person(keyring, entry.member)) for entry in found.rows],
        total=found.total,
        pages=-(-found.total // roster.PAGE_SIZE),
        counties=[(division.code, place_label(division.code)) for division in divisions],
        trades=TRADES,
        statuses=[status for status in MembershipStatus if status is not MembershipStatus.ended],
        unions=await union_names(session, {entry.membership.union_id for entry in found.rows}),
    )
