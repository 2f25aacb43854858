"""起草文书: 仲裁申请书 and 欠薪投诉书 of a case, as DOCX to edit or PDF to print."""

import asyncio
from enum import StrEnum
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response

from backend.config import Settings
from backend.console.access import CurrentStaff
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.database import Session
from backend.outreach.fonts import NoChineseFont
from backend.paperwork.as_docx import as_docx
from backend.paperwork.as_pdf import as_pdf
from backend.paperwork.drafting import TITLES, PaperKind, draft_paper
from backend.paperwork.paper import Paper

router = APIRouter(route_class=ConsoleRoute)

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Form(StrEnum):
    docx = "docx"
    pdf = "pdf"


@router.get("/cases/{case_id}/papers/{kind}.{form}")
async def paper(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    case_id: UUID,
    kind: PaperKind,
    form: Form,
) -> Response:
    """Refused until this browser has revealed the person: a paper holds everything."""
    number, drafted = await draft_paper(session, keyring, staff, case_id, kind)
    try:
        content = await asyncio.to_thread(_printed, drafted, form, request.app.state.settings)
    except NoChineseFont:
        return render(request, "no_font.html", staff, status=503)
    name = quote(f"{number} {TITLES[kind]}.{form.value}")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Cache-Control": "no-store",
    }
    media_type = _DOCX if form is Form.docx else "application/pdf"
    return Response(content, media_type=media_type, headers=headers)


def _printed(drafted: Paper, form: Form, settings: Settings) -> bytes:
    if form is Form.docx:
        return as_docx(drafted)
    return as_pdf(drafted, settings.poster_font)
