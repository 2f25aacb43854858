"""对话: three panes. Here the list alone; it is fetched again by itself when something changed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from backend.console.access import CurrentStaff
from backend.console.desk_list import Tab, list_context
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.database import Session
from backend.desk.state import position_now

router = APIRouter(route_class=ConsoleRoute)

Page = Annotated[int, Query(ge=1, le=10_000)]


@router.get("/conversations")
async def conversations_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    tab: Tab = Tab.waiting,
    page: Page = 1,
) -> Response:
    feed = await position_now(session)
    context = await list_context(session, keyring, staff, tab, page=page)
    return render(request, "desk.html", staff, feed=feed, thread=None, pane="list", **context)


@router.get("/desk/list")
async def list_pane(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    tab: Tab = Tab.waiting,
    page: Page = 1,
    selected: UUID | None = None,
) -> Response:
    context = await list_context(session, keyring, staff, tab, page=page, selected=selected)
    return render(request, "desk/list.html", staff, **context)
