"""The papers, photos, recordings and videos of a case, for a browser that has revealed them."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import evidence_by_staff
from backend.cases.access import get_case_for
from backend.cases.evidence import evidence_of
from backend.cases.models import CaseEvidence
from backend.cases.refusals import ActNotPossible, EvidenceRefused
from backend.cases.revealing import is_revealed
from backend.console import case_words
from backend.console.access import CurrentStaff, StaffApart
from backend.console.photos import photo_response
from backend.console.ranges import ranged
from backend.console.resources import Data, Files
from backend.console.web import ConsoleRoute
from backend.database import Session
from backend.documents.papers import MAX_BYTES
from backend.documents.retention import which_remain
from backend.documents.service import get_document, read_document
from backend.errors import NotAllowed, NotFound

router = APIRouter(route_class=ConsoleRoute)

_KINDS = {"image": "照片", "audio": "语音", "video": "视频"}
# What browsers would run or show as a page is only ever saved, under a name that opens nothing.
_ENDINGS = {
    "application/pdf": "pdf",
    "audio/amr": "amr",
    "audio/amr-wb": "awb",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/zip": "zip",
    "text/plain": "txt",
}


@dataclass(frozen=True)
class Paper:
    """`remains` is False once the file was deleted as it had to be."""

    id: UUID
    title: str
    kind: str
    is_image: bool
    is_voice: bool
    is_video: bool
    remains: bool
    added_by: str
    added_at: datetime


async def papers_of(session: AsyncSession, case_id: UUID, names: dict[UUID, str]) -> list[Paper]:
    rows = await evidence_of(session, case_id)
    remaining = await which_remain(session, [row.document_id for row in rows])
    return [await _paper(session, row, names, remains=row.document_id in remaining) for row in rows]


async def _paper(
    session: AsyncSession, row: CaseEvidence, names: dict[UUID, str], *, remains: bool
) -> Paper:
    media = (await get_document(session, row.document_id)).media_type if remains else ""
    kind = _KINDS.get(media.split("/")[0], "文件")
    return Paper(
        id=row.document_id,
        title=row.title or kind,
        kind=kind,
        is_image=media.startswith("image/"),
        is_voice=media.startswith("audio/"),
        is_video=media.startswith("video/"),
        remains=remains,
        added_by=names.get(row.added_by, "工作人员") if row.added_by else "本人",
        added_at=row.added_at,
    )


@router.post("/cases/{case_id}/evidence")
async def add(
    request: Request, staff: StaffApart, database: Data, files: Files, case_id: UUID
) -> Response:
    """The body is the file: a form with files would be written to disk as it comes, unencrypted."""
    try:
        async with database.transaction() as session:
            await evidence_by_staff.must_be_allowed(session, staff, case_id)
        raw = await _capped(request)
        title = unquote(request.headers.get("x-title", ""))
        await evidence_by_staff.add(database, files, staff, case_id, raw=raw, title=title)
    except EvidenceRefused as refusal:
        return PlainTextResponse(case_words.EVIDENCE_REFUSED[str(refusal.data["why"])], 422)
    except ActNotPossible:
        return PlainTextResponse(case_words.EVIDENCE_CLOSED, 409)
    return Response(status_code=201)


async def _capped(request: Request) -> bytes:
    """What is too large is read no further."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MAX_BYTES:
            raise EvidenceRefused("a file", why="too_large")
    return bytes(content)


@router.get("/cases/{case_id}/evidence/{document_id}")
async def paper(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    files: Files,
    case_id: UUID,
    document_id: UUID,
) -> Response:
    case = await get_case_for(session, staff, case_id)
    if not await is_revealed(session, staff, case.id):
        raise NotAllowed("reveal the case first")
    if document_id not in {row.document_id for row in await evidence_of(session, case.id)}:
        raise NotFound(f"document {document_id}")
    media_type = (await get_document(session, document_id)).media_type
    data = await read_document(session, files, document_id)
    if media_type == "image/jpeg":
        return photo_response(data)
    if media_type.startswith("video/"):
        return ranged(request, data, media_type)
    ending = _ENDINGS.get(media_type, "bin")
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{case.number}-{document_id.hex[:6]}.{ending}"',
    }
    return Response(data, media_type="application/octet-stream", headers=headers)
