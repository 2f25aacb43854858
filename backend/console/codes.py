"""One QR code as a picture, as a poster, and the people who came through it."""

import asyncio
from io import BytesIO
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

import segno
from fastapi import APIRouter, Query, Request, Response

from backend.config import Settings
from backend.console.access import CurrentStaff, StaffApart, settings_of
from backend.console.people import speakers
from backend.console.resources import Data, Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.conversations import desk, scans
from backend.database import Database, Session, utc_now
from backend.errors import NotFound
from backend.outreach import codes, drives
from backend.outreach.canvas import Canvas
from backend.outreach.fonts import NoChineseFont
from backend.outreach.organizations import organization_for
from backend.outreach.poster import draw
from backend.outreach.poster_words import PosterWords
from backend.staff.identity import StaffIdentity
from backend.working_time.rules import CHINA

router = APIRouter(route_class=ConsoleRoute)

# A page takes 26 MB while it is drawn.
_DRAWING = asyncio.Semaphore(2)


@router.get("/codes/{code_id}/image.svg")
async def image(session: Session, staff: CurrentStaff, code_id: UUID) -> Response:
    code = await codes.get_code_for(session, staff, code_id)
    picture = BytesIO()
    segno.make(_made(code.url), error="m", micro=False).save(
        picture, kind="svg", scale=6, border=4, title="二维码"
    )
    return Response(picture.getvalue(), media_type="image/svg+xml")


@router.get("/codes/{code_id}/poster.png")
async def poster_png(
    request: Request, database: Data, staff: StaffApart, code_id: UUID
) -> Response:
    return await _poster(request, database, staff, code_id, "png")


@router.get("/codes/{code_id}/poster.pdf")
async def poster_pdf(
    request: Request, database: Data, staff: StaffApart, code_id: UUID
) -> Response:
    return await _poster(request, database, staff, code_id, "pdf")


async def _poster(
    request: Request, database: Database, staff: StaffIdentity, code_id: UUID, kind: str
) -> Response:
    settings = settings_of(request)
    words = await _words(database, settings, staff, code_id)
    try:
        async with _DRAWING:
            content = await asyncio.to_thread(_drawn, words, settings, kind)
    except NoChineseFont:
        return render(request, "no_font.html", staff, status=503)
    media_type = "application/pdf" if kind == "pdf" else "image/png"
    name = quote(f"{words.drive or words.organization}-海报.{kind}")
    disposition = f"attachment; filename=\"poster.{kind}\"; filename*=UTF-8''{name}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})


def _drawn(words: PosterWords, settings: Settings, kind: str) -> bytes:
    canvas: Canvas = draw(words, settings.poster_font)
    return canvas.pdf(f"{words.organization}海报") if kind == "pdf" else canvas.png()


async def _words(
    database: Database, settings: Settings, staff: StaffIdentity, code_id: UUID
) -> PosterWords:
    async with database.transaction() as session:
        code = await codes.get_code_for(session, staff, code_id)
        organization = await organization_for(session, staff, code.union_id)
        drive = None
        if code.drive_id is not None:
            drive = await drives.get_drive_for(session, staff, code.drive_id)
    return PosterWords(
        organization=organization.name,
        url=_made(code.url),
        made_on=utc_now().astimezone(CHINA).date(),
        account=settings.account_name,
        drive=drive.name if drive else "",
        employer=(drive.employer or "") if drive else "",
        period=(drive.starts_on, drive.ends_on) if drive else None,
    )


def _made(url: str | None) -> str:
    if url is None:
        raise NotFound("the platform has not made this code yet")
    return url


@router.get("/codes/{code_id}/people")
async def people_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    code_id: UUID,
    followed: bool = False,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    code = await codes.get_code_for(session, staff, code_id)
    found = await scans.visitors(session, code.scene, only_followed=followed, page=page)
    shown = found[: scans.PAGE_SIZE]
    ids = [visitor.contact_id for visitor in shown]
    reach = (await scans.reach_of(session, [code.scene])).get(code.scene, scans.Reach())
    drive = None
    if code.drive_id is not None:
        drive = await drives.get_drive_for(session, staff, code.drive_id)
    return render(
        request,
        "people.html",
        staff,
        code=code,
        organization=await organization_for(session, staff, code.union_id),
        drive=drive,
        rows=shown,
        people=await speakers(session, keyring, ids),
        visible=await desk.visible_among(session, staff, ids),
        reach=reach,
        followed=followed,
        page=page,
        has_more=len(found) > scans.PAGE_SIZE,
    )
