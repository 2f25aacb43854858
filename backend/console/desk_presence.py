"""On duty or not, from the top bar of every page; a heartbeat while any page is open."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import PlainTextResponse

from backend.console.access import CurrentStaff
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.conversations import desk
from backend.database import Session, utc_now
from backend.desk import lists, presence, rosters, transitions
from backend.desk.viewers import Viewers
from backend.staff.service import display_names

router = APIRouter(route_class=ConsoleRoute)


@router.get("/desk/duty")
async def duty(request: Request, session: Session, staff: CurrentStaff) -> Response:
    """The switch, with how many wait for anybody or for me: the page's title says it."""
    counts = await lists.counts(session, staff)
    mine = await presence.presence_of(session, staff.id)
    on_duty = mine is not None and mine.is_on_duty
    return render(
        request,
        "desk/duty.html",
        staff,
        on_duty=on_duty,
        on_shift=not on_duty or bool(await rosters.on_shift(session, [staff.id], utc_now())),
        waiting=counts.waiting + counts.mine_waiting,
    )


@router.post("/desk/duty")
async def switch(
    request: Request, session: Session, staff: CurrentStaff, on: Annotated[bool, Form()] = False
) -> Response:
    """Off duty, whoever waits with them goes back into the queue."""
    if on:
        await presence.come_on_duty(session, staff.id, automatically=True)
    else:
        await transitions.go_off_duty(session, staff)
    return Response(status_code=204) if request.headers.get("hx-request") else see("/conversations")


@router.post("/desk/heartbeat")
async def heartbeat(session: Session, staff: CurrentStaff) -> Response:
    await presence.beat(session, staff.id)
    return Response(status_code=204)


@router.post("/conversations/{contact_id}/looking")
async def looking(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    contact_id: UUID,
    typing: Annotated[bool, Form()] = False,
) -> Response:
    """Says that one looks, and tells who else does, in words."""
    await desk.get_contact_for(session, staff, contact_id)
    viewers: Viewers = request.app.state.desk_viewers
    others = await viewers.look(contact_id, staff.id, typing=typing)
    names = await display_names(session, set(others))
    said = [
        f"{names[each]}{'正在输入' if types else '也在看'}"
        for each, types in others.items()
        if each in names
    ]
    return PlainTextResponse("，".join(said))
