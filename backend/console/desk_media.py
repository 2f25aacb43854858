"""Photos, recordings and videos of a conversation, for a browser that has opened them with a reason."""

from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from backend.console.access import CurrentStaff
from backend.console.desk_acts import done
from backend.console.desk_thread import is_revealed
from backend.console.photos import photo_response
from backend.console.ranges import ranged
from backend.console.resources import Files
from backend.console.web import ConsoleRoute
from backend.conversations import desk
from backend.database import Session
from backend.documents.service import get_document, read_document
from backend.errors import NotAllowed

router = APIRouter(route_class=ConsoleRoute)

Reason = Annotated[str, Form(max_length=500)]


_KINDS: Final = {"photos": desk.PHOTO, "recordings": desk.RECORDING, "videos": desk.VIDEO}


@router.post("/conversations/{contact_id}/{media}/{document_id}/reveal")
async def reveal(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    contact_id: UUID,
    media: Literal["photos", "recordings", "videos"],
    document_id: UUID,
    usual: Reason = "",
    reason: Reason = "",
) -> Response:
    what, given = _KINDS[media], _given(usual, reason)
    await desk.reveal(session, staff, contact_id, document_id, given, what=what)
    return done(request, contact_id)


@router.get("/conversations/{contact_id}/photos/{document_id}")
async def photo(
    session: Session, staff: CurrentStaff, files: Files, contact_id: UUID, document_id: UUID
) -> Response:
    found = await desk.document_in_thread(session, staff, contact_id, document_id)
    is_open = await is_revealed(session, staff, found, desk.PHOTO)
    if not is_open and not await desk.is_sent_by_us(session, contact_id, found):
        raise NotAllowed("reveal the photo first")
    return photo_response(await read_document(session, files, found))


@router.get("/conversations/{contact_id}/recordings/{document_id}")
async def recording(
    session: Session, staff: CurrentStaff, files: Files, contact_id: UUID, document_id: UUID
) -> Response:
    """As it came: the page decodes it, since no browser knows the platform's AMR."""
    found = await desk.document_in_thread(session, staff, contact_id, document_id)
    if not await is_revealed(session, staff, found, desk.RECORDING):
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


@router.get("/conversations/{contact_id}/videos/{document_id}")
async def video(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    files: Files,
    contact_id: UUID,
    document_id: UUID,
) -> Response:
    found = await desk.document_in_thread(session, staff, contact_id, document_id)
    if not await is_revealed(session, staff, found, desk.VIDEO):
        raise NotAllowed("reveal the video first")
    media_type = (await get_document(session, found)).media_type
    return ranged(request, await read_document(session, files, found), media_type)


def _given(usual: str, reason: str) -> str:
    return "；".join(part for part in (usual.strip(), reason.strip()) if part)
