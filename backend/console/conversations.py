"""对话: who waits for a person first, then who wrote lately."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from backend.console.access import CurrentStaff
from backend.console.applications import place_label
from backend.console.people import speakers
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.conversations import desk
from backend.database import Session
from backend.unions.lookup import union_names

router = APIRouter(route_class=ConsoleRoute)


@router.get("/conversations")
async def conversations_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    undelivered: bool = False,
) -> Response:
    waiting = await desk.waiting(session, staff)
    recent = await desk.recent(session, staff, page=page, undelivered=undelivered)
    shown = recent[: desk.PAGE_SIZE]
    ids = [*(handoff.contact_id for handoff in waiting), *(contact.id for contact in shown)]
    last = await desk.last_messages(session, ids)
    return render(
        request,
        "conversations.html",
        staff,
        waiting=waiting,
        recent=shown,
        people=await speakers(session, keyring, ids),
        last=last,
        stuck=await desk.undelivered(session, ids),
        stuck_people=await desk.count_undelivered(session, staff),
        undelivered=undelivered,
        words=await desk.readable(session, last.values()),
        unions=await union_names(session, [handoff.union_id for handoff in waiting]),
        place=place_label,
        page=page,
        has_more=len(recent) > desk.PAGE_SIZE,
    )
