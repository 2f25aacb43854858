"""One organization: its QR code and poster, and its drives to unionize employers."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console.access import CurrentStaff, StaffApart
from backend.console.platform_words import refusal_words
from backend.console.reach import figures_of
from backend.console.resources import Bot, Data
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.contracts.errors import ErrorCode
from backend.database import Session, utc_now
from backend.errors import Refused
from backend.outreach import codes, drives
from backend.outreach.drives import NewDrive
from backend.outreach.models import UnionizationDrive
from backend.outreach.organizations import organization_for
from backend.outreach.rules import drive_state, is_being_asked
from backend.staff.identity import StaffIdentity
from backend.working_time.rules import CHINA

router = APIRouter(route_class=ConsoleRoute)

Words = Annotated[str, Form(max_length=100)]


@dataclass(frozen=True)
class Shown:
    """`typed` is a drive that was refused: nobody types it twice."""

    notice: str = ""
    typed: NewDrive | None = None
    status: int = 200


@router.get("/unions/{union_id}")
async def organization_page(
    request: Request, session: Session, staff: CurrentStaff, union_id: UUID, notice: str = ""
) -> Response:
    return await _show(request, session, staff, union_id, Shown(notice))


async def _show(
    request: Request, session: AsyncSession, staff: StaffIdentity, union_id: UUID, shown: Shown
) -> Response:
    organization = await organization_for(session, staff, union_id)
    own = (await codes.codes_of_unions(session, [union_id])).get(union_id)
    started = await drives.drives_of(session, staff, union_id)
    of_drives = await codes.codes_of_drives(session, [drive.id for drive in started])
    return render(
        request,
        "organization.html",
        staff,
        status=shown.status,
        organization=organization,
        code=own,
        asking=own is not None and is_being_asked(own.asked_at, utc_now()),
        make=f"/unions/{union_id}/code",
        drives=[(drive, of_drives.get(drive.id), _state(drive)) for drive in started],
        figures=await figures_of(session, staff, [*of_drives.values(), *([own] if own else [])]),
        refusal_words=refusal_words,
        notice=shown.notice,
        typed=shown.typed,
        longest=(drives.LONGEST_NAME, drives.LONGEST_EMPLOYER),
    )


@router.post("/unions/{union_id}/code")
async def make_code(database: Data, bot: Bot, staff: StaffApart, union_id: UUID) -> Response:
    try:
        await codes.make_code_of_union(database, bot, staff, union_id)
    except codes.CodesExhausted:
        return _back(union_id, "exhausted")
    return _back(union_id)


@router.post("/unions/{union_id}/drives")
async def start_drive(
    request: Request,
    database: Data,
    bot: Bot,
    staff: StaffApart,
    union_id: UUID,
    starts_on: Annotated[date, Form()],
    ends_on: Annotated[date, Form()],
    name: Words = "",
    employer: Words = "",
) -> Response:
    wanted = NewDrive(name.strip(), union_id, starts_on, ends_on, employer.strip())
    try:
        drive_id = await drives.start_drive(database, bot, staff, wanted)
    except Refused as refusal:
        shown = _sent_back(refusal, wanted)
        async with database.transaction() as session:
            return await _show(request, session, staff, union_id, shown)
    return see(f"/drives/{drive_id}")


def _sent_back(refusal: Refused, wanted: NewDrive) -> Shown:
    if isinstance(refusal, codes.CodesExhausted):
        return Shown("exhausted", wanted, 409)
    if isinstance(refusal, drives.NameTaken):
        return Shown("drive_name_taken", wanted, 409)
    if refusal.code is not ErrorCode.invalid_payload:
        raise refusal
    return Shown("drive_unfit", wanted, 422)


def _state(drive: UnionizationDrive) -> str:
    return drive_state(drive.starts_on, drive.ends_on, utc_now().astimezone(CHINA).date()).value


def _back(union_id: UUID, notice: str = "") -> Response:
    return see(f"/unions/{union_id}" + (f"?{urlencode({'notice': notice})}" if notice else ""))
