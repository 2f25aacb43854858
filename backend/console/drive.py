"""One drive (建会行动): for whom, from when to when, its QR code and what came of it."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from backend.console.access import CurrentStaff, StaffApart
from backend.console.platform_words import refusal_words
from backend.console.reach import figures_of
from backend.console.resources import Bot, Data
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.database import Session, utc_now
from backend.outreach import codes, drives
from backend.outreach.organizations import organization_for
from backend.outreach.rules import drive_state, is_being_asked
from backend.staff.service import display_names
from backend.working_time.rules import CHINA

router = APIRouter(route_class=ConsoleRoute)


@router.get("/drives/{drive_id}")
async def drive_page(
    request: Request, session: Session, staff: CurrentStaff, drive_id: UUID
) -> Response:
    drive = await drives.get_drive_for(session, staff, drive_id)
    code = (await codes.codes_of_drives(session, [drive_id])).get(drive_id)
    today = utc_now().astimezone(CHINA).date()
    return render(
        request,
        "drive.html",
        staff,
        drive=drive,
        state=drive_state(drive.starts_on, drive.ends_on, today).value,
        organization=await organization_for(session, staff, drive.union_id),
        starter=(await display_names(session, {drive.created_by})).get(drive.created_by, "—"),
        code=code,
        asking=code is not None and is_being_asked(code.asked_at, utc_now()),
        make=f"/drives/{drive_id}/code",
        figures=await figures_of(session, staff, [code] if code else []),
        refusal_words=refusal_words,
    )


@router.post("/drives/{drive_id}/code")
async def make_code(database: Data, bot: Bot, staff: StaffApart, drive_id: UUID) -> Response:
    await drives.make_code_of_drive(database, bot, staff, drive_id)
    return see(f"/drives/{drive_id}")
