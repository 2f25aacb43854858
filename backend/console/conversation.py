"""对话: one conversation beside the list; its panes are fetched again by themselves when something changed."""

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Form, Query, Request, Response

from backend.console import desk_list, labels
from backend.console.access import CurrentStaff
from backend.console.applications import place_label
from backend.console.desk_acts import SNOOZES
from backend.console.desk_case import case_form_context
from backend.console.desk_person import person_context
from backend.console.desk_standing import standing_context, standing_of
from backend.console.desk_targets import targets_for
from backend.console.desk_thread import said_since, thread_context
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.conversations import desk
from backend.database import Session
from backend.desk import drafts
from backend.desk.state import position_now

router = APIRouter(route_class=ConsoleRoute)

Note = Annotated[str, Form(max_length=500)]
Pane = Annotated[str, Query(pattern="^(talk|person)$")]


@router.get("/conversations/{contact_id}")
async def conversation_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    contact_id: UUID,
    tab: desk_list.Tab | None = None,
    before: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    pane: Pane = "talk",
) -> Response:
    feed = await position_now(session)
    thread = await thread_context(session, staff, contact_id, before=before)
    reasons = [handoff.reason for handoff in thread["thread"].handoffs]
    context: dict[str, Any] = {
        **await desk_list.list_context(
            session,
            keyring,
            staff,
            tab or await desk_list.tab_of(session, staff, contact_id),
            selected=contact_id,
        ),
        **thread,
        **await case_form_context(session, contact_id, reasons),
        **await standing_context(request, session, staff, contact_id),
        **await person_context(session, keyring, staff, contact_id),
        **await targets_for(session, staff, contact_id),
    }
    return render(
        request,
        "desk.html",
        staff,
        feed=feed,
        pane=pane,
        is_past=before is not None,
        draft=await drafts.draft_of(session, staff.id, contact_id),
        client_id=uuid4(),
        place_of=place_label,
        snoozes=SNOOZES,
        reveal_reasons=labels.REVEAL_REASONS,
        **context,
    )


@router.get("/conversations/{contact_id}/thread")
async def thread_pane(
    request: Request, session: Session, staff: CurrentStaff, contact_id: UUID
) -> Response:
    context = await thread_context(session, staff, contact_id)
    return render(request, "desk/thread.html", staff, **context)


@router.get("/conversations/{contact_id}/standing")
async def standing_pane(
    request: Request, session: Session, staff: CurrentStaff, contact_id: UUID
) -> Response:
    context = await standing_context(request, session, staff, contact_id)
    return render(request, "desk/standing.html", staff, **context)


@router.get("/conversations/{contact_id}/person")
async def person_pane(
    request: Request, session: Session, staff: CurrentStaff, keyring: Keys, contact_id: UUID
) -> Response:
    context = await person_context(session, keyring, staff, contact_id)
    return render(request, "desk/person.html", staff, **context)


@router.get("/conversations/{contact_id}/meanwhile")
async def meanwhile(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    contact_id: UUID,
    after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    by_act: bool = False,
) -> Response:
    """For whoever was refused: who has it now, and what was said since they last saw it."""
    contact = await desk.get_contact_for(session, staff, contact_id)
    return render(
        request,
        "desk/meanwhile.html",
        staff,
        by_act=by_act,
        standing=await standing_of(session, staff, contact),
        said=await said_since(session, staff, contact_id, after),
    )


@router.post("/conversations/{contact_id}/handoffs/{handoff_id}/resolve")
async def resolve(
    session: Session,
    staff: CurrentStaff,
    contact_id: UUID,
    handoff_id: UUID,
    note: Note = "",
) -> Response:
    await desk.resolve_handoff(session, staff, contact_id, handoff_id, note)
    return see(f"/conversations/{contact_id}")
