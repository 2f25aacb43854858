"""The photos of an application, for a browser that has revealed them."""

from uuid import UUID

from fastapi import APIRouter, Response

from backend.console.access import CurrentStaff
from backend.console.resources import Files
from backend.console.web import ConsoleRoute
from backend.contracts.joining import CardSide
from backend.database import Session
from backend.documents.service import read_document
from backend.errors import NotAllowed, NotFound
from backend.membership import review
from backend.membership.review import Revealable
from backend.staff import reveals

router = APIRouter(route_class=ConsoleRoute)


@router.get("/applications/{application_id}/photos/{side}")
async def photo(
    session: Session, staff: CurrentStaff, files: Files, application_id: UUID, side: CardSide
) -> Response:
    application = await review.get_application_for(session, staff, application_id)
    if Revealable.photos not in await reveals.revealed(session, staff, application.id):
        raise NotAllowed("reveal the photos first")
    document_id = application.portrait_id if side is CardSide.portrait else application.emblem_id
    if document_id is None:
        raise NotFound("photo")
    return photo_response(await read_document(session, files, document_id))


def photo_response(data: bytes) -> Response:
    """Intake re-encoded every photo to JPEG, so the type is known; nothing may keep a copy."""
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": "no-store"})
