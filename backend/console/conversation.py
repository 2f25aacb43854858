"""One conversation, read only; closing a hand-off takes a note, and may answer the person."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response

from backend.console import delivery, labels
from backend.console.access import CurrentStaff
from backend.console.applications import place_label
from backend.console.people import speakers
from backend.console.photos import photo_response
from backend.console.resources import Files, Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.contracts.notices import NoticeKind
from backend.conversations import desk, permissions
from backend.conversations.ledgers import ledger_of
from backend.database import Session, utc_now
from backend.documents.retention import which_remain
from backend.documents.service import get_document, read_document
from backend.errors import NotAllowed
from backend.membership.queue import applications_of
from backend.services import Services
from backend.staff import reveals
from backend.staff.service import display_names

router = APIRouter(route_class=ConsoleRoute)

Note = Annotated[str, Form(max_length=500)]


@router.get("/conversations/{contact_id}")
async def conversation_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    contact_id: UUID,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    thread = await desk.thread_for(session, staff, contact_id, before=before)
    people = await speakers(session, keyring, [contact_id])
    documents = {message.document_id for message in thread.messages if message.document_id}
    return render(
        request,
        "conversation.html",
        staff,
        thread=thread,
        person=people[contact_id],
        remaining=await which_remain(session, documents),
        words=await desk.readable(session, thread.messages),
        revealed={
            document
            for document in documents
            if await _is_revealed(session, staff, document, desk.PHOTO, desk.RECORDING)
        },
        applications=await applications_of(session, staff, contact_id),
        closers=await display_names(
            session, {h.resolved_by for h in thread.handoffs if h.resolved_by}
        ),
        place=place_label,
        budget=await _budget(request, session, thread),
        reveal_reasons=labels.REVEAL_REASONS,
    )


async def _budget(request: Request, session: Session, thread: desk.Thread) -> delivery.Shown:
    contact = thread.contact
    services: Services = request.app.state.services
    template = services.notice_templates.get(NoticeKind.staff_reply)
    allowed = await permissions.left(session, contact.id, template.subscribe) if template else 0
    return delivery.budget_words(
        ledger_of(contact),
        utc_now(),
        follows=contact.unfollowed_at is None,
        notices=allowed,
    )


@router.post("/conversations/{contact_id}/handoffs/{handoff_id}/resolve")
async def resolve(
    session: Session,
    staff: CurrentStaff,
    contact_id: UUID,
    handoff_id: UUID,
    note: Note = "",
    reply: Note = "",
) -> Response:
    await desk.resolve_handoff(session, staff, handoff_id, note, reply=reply)
    return see(f"/conversations/{contact_id}")


@router.post("/conversations/{contact_id}/photos/{document_id}/reveal")
async def reveal_photo(
    session: Session,
    staff: CurrentStaff,
    contact_id: UUID,
    document_id: UUID,
    usual: Note = "",
    reason: Note = "",
) -> Response:
    given = _given(usual, reason)
    await desk.reveal(session, staff, contact_id, document_id, given, what=desk.PHOTO)
    return see(f"/conversations/{contact_id}#document-{document_id}")


@router.post("/conversations/{contact_id}/recordings/{document_id}/reveal")
async def reveal_recording(
    session: Session,
    staff: CurrentStaff,
    contact_id: UUID,
    document_id: UUID,
    usual: Note = "",
    reason: Note = "",
) -> Response:
    given = _given(usual, reason)
    await desk.reveal(session, staff, contact_id, document_id, given, what=desk.RECORDING)
    return see(f"/conversations/{contact_id}#document-{document_id}")


@router.get("/conversations/{contact_id}/photos/{document_id}")
async def photo(
    session: Session, staff: CurrentStaff, files: Files, contact_id: UUID, document_id: UUID
) -> Response:
    found = await desk.document_in_thread(session, staff, contact_id, document_id)
    if not await _is_revealed(session, staff, found, desk.PHOTO):
        raise NotAllowed("reveal the photo first")
    return photo_response(await read_document(session, files, found))


@router.get("/conversations/{contact_id}/recordings/{document_id}")
async def recording(
    session: Session, staff: CurrentStaff, files: Files, contact_id: UUID, document_id: UUID
) -> Response:
    """To be saved and played: no browser knows the platform's AMR."""
    found = await desk.document_in_thread(session, staff, contact_id, document_id)
    if not await _is_revealed(session, staff, found, desk.RECORDING):
        raise NotAllowed("reveal the recording first")
    media_type = (await get_document(session, found)).media_type
    name = f"{found.hex[:8]}.{media_type.removeprefix('audio/')}"
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Response(
        await read_document(session, files, found), media_type=media_type, headers=headers
    )


def _given(usual: str, reason: str) -> str:
    return "；".join(part for part in (usual.strip(), reason.strip()) if part)


async def _is_revealed(
    session: Session, staff: CurrentStaff, document_id: UUID, *what: str
) -> bool:
    """One of `what` is open to them."""
    return not set(what).isdisjoint(await reveals.revealed(session, staff, document_id))
