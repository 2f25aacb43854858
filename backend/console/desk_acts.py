"""What staff do with a conversation: take, answer, hand back, pass on, put aside, close."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from backend.console.access import CurrentStaff
from backend.console.web import ConsoleRoute, see
from backend.contracts.errors import ErrorCode
from backend.conversations import desk
from backend.database import Session, utc_now
from backend.desk import drafts, replies, transitions
from backend.errors import Refused

router = APIRouter(route_class=ConsoleRoute)

Note = Annotated[str, Form(max_length=500)]
# A quarter of an hour, one hour, four; then tomorrow and next week.
SNOOZES = ((15, "15 分钟"), (60, "1 小时"), (240, "4 小时"), (1440, "明天这时候"), (10080, "7 天"))


def done(request: Request, contact_id: UUID) -> Response:
    """A script asks for the panes anew by itself; a form without one is shown the page."""
    if request.headers.get("hx-request"):
        return Response(status_code=204)
    return see(f"/conversations/{contact_id}")


@router.post("/conversations/{contact_id}/take")
async def take(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    contact_id: UUID,
    version: Annotated[int | None, Form()] = None,
) -> Response:
    """`version` of the row that showed a colleague's name: without it nobody is pushed aside."""
    await transitions.take_over(session, staff, contact_id, expected_version=version)
    return done(request, contact_id)


@router.post("/conversations/{contact_id}/reply")
async def reply(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    contact_id: UUID,
    client_id: Annotated[UUID, Form()],
    epoch: Annotated[int, Form()],
    text: Annotated[str, Form(max_length=replies.LONGEST_REPLY)] = "",
    photo: Annotated[UUID | None, Form()] = None,
) -> Response:
    """`photo` is what `desk_photos.upload` answered."""
    await replies.reply(
        session, staff, contact_id, text, epoch=epoch, client_id=client_id, photo_id=photo
    )
    return done(request, contact_id)


@router.post("/conversations/{contact_id}/draft")
async def draft(
    session: Session,
    staff: CurrentStaff,
    contact_id: UUID,
    text: Annotated[str, Form(max_length=drafts.LONGEST)] = "",
) -> Response:
    await desk.get_contact_for(session, staff, contact_id)
    await drafts.save(session, staff.id, contact_id, text)
    return Response(status_code=204)


@router.post("/conversations/{contact_id}/hand-back")
async def hand_back(
    request: Request, session: Session, staff: CurrentStaff, contact_id: UUID, note: Note = ""
) -> Response:
    await transitions.hand_back(session, staff, contact_id, note=note)
    return done(request, contact_id)


@router.post("/conversations/{contact_id}/transfer")
async def transfer(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    contact_id: UUID,
    to: Annotated[str, Form(max_length=60)] = "",
    note: Note = "",
) -> Response:
    """`to` is staff:<id> or union:<id>, as the one list of both gives it."""
    kind, _, name = to.partition(":")
    target = _id(name)
    if kind == "staff":
        await transitions.transfer_to_staff(session, staff, contact_id, target, note)
    elif kind == "union":
        await transitions.transfer_to_union(session, staff, contact_id, target, note)
    else:
        raise Refused(ErrorCode.invalid_payload, "to whom?")
    return done(request, contact_id)


@router.post("/conversations/{contact_id}/snooze")
async def snooze(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    contact_id: UUID,
    minutes: Annotated[int, Form(ge=1, le=10080)],
) -> Response:
    until = utc_now() + timedelta(minutes=minutes)
    await transitions.snooze(session, staff, contact_id, until=until)
    return done(request, contact_id)


@router.post("/conversations/{contact_id}/close")
async def close(
    request: Request, session: Session, staff: CurrentStaff, contact_id: UUID, note: Note = ""
) -> Response:
    await transitions.close(session, staff, contact_id, note=note)
    return done(request, contact_id)


def _id(name: str) -> UUID:
    try:
        return UUID(name)
    except ValueError:
        raise Refused(ErrorCode.invalid_payload, "no such id") from None
