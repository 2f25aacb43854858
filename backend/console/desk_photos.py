"""A colleague's photo for the person: uploaded and looked at first, sent with the next reply."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from backend.console.access import StaffApart
from backend.console.resources import Data, Files
from backend.console.web import ConsoleRoute
from backend.contracts.errors import ErrorCode
from backend.desk import replies
from backend.documents import outgoing
from backend.documents.images import MAX_BYTES
from backend.errors import Refused

router = APIRouter(route_class=ConsoleRoute)


@router.post("/conversations/{contact_id}/photos")
async def upload(
    request: Request, staff: StaffApart, database: Data, files: Files, contact_id: UUID
) -> Response:
    """The body is the file: a form with files would be written to disk as it comes, unencrypted."""
    async with database.transaction() as session:
        await replies.must_hold(session, staff, contact_id)
    try:
        raw = await _capped(request)
        document_id = await outgoing.keep(database, files, contact_id=contact_id, raw=raw)
    except Refused as refusal:
        is_large = refusal.code is ErrorCode.photo_too_large
        return JSONResponse({"code": refusal.code.value}, 413 if is_large else 415)
    return JSONResponse({"id": str(document_id)}, 201)


async def _capped(request: Request) -> bytes:
    """What is too large is read no further."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BYTES:
            raise Refused(ErrorCode.photo_too_large, "bytes")
    return bytes(content)
