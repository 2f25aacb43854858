"""起草文书: 仲裁申请书 and 欠薪投诉书 of a case, as DOCX to edit or PDF to print."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from backend.console.access import CurrentStaff
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.database import Session
from backend.outreach.fonts import NoChineseFont
from backend.paperwork.drafting import TITLES, PaperKind, draft_paper
from backend.paperwork.printing import MEDIA_TYPES, Form, headers_of, printed

router = APIRouter(route_class=ConsoleRoute)


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
        content = await printed(drafted, form, request.app.state.settings.poster_font)
    except NoChineseFont:
        return render(request, "no_font.html", staff, status=503)
    headers = headers_of(f"{number} {TITLES[kind]}.{form.value}")
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)
