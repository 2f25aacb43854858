"""入会审核: the queue."""

from fastapi import APIRouter, Request, Response

from backend.console.access import CurrentStaff
from backend.console.masked import masked_person
from backend.console.queue_query import FromQueue
from backend.console.reach import source_name
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.database import Session
from backend.membership import queue
from backend.membership.trades import TRADES
from backend.unions.lookup import counties_under
from backend.unions.places import county_by_code

router = APIRouter(route_class=ConsoleRoute)

_TABS = ("submitted", "returned", "approved", "rejected", "withdrawn", "all")


@router.get("/applications")
async def applications_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    query: FromQueue,
    notice: str = "",
) -> Response:
    found = await queue.list_applications(
        session, staff, query.filters, keyring=keyring, page=query.page
    )
    divisions = await counties_under(session, staff.visible_paths)
    counts = {**found.counts, "all": sum(found.counts.values())}
    return render(
        request,
        "applications.html",
        staff,
        query=query,
        filters=query.filters,
        rows=[(row, masked_person(keyring, row)) for row in found.rows],
        tabs=[(tab, counts.get(tab, 0)) for tab in _TABS],
        total=found.total,
        pages=-(-found.total // queue.PAGE_SIZE),
        counties=[(division.code, place_label(division.code)) for division in divisions],
        trades=TRADES,
        place=place_label,
        source=await source_name(session, query.filters.scene),
        notice=notice,
    )


def place_label(code: str | None) -> str:
    county = county_by_code(code) if code else None
    return county.label if county else "—"
