"""值班排班 of one colleague: how many at once, which places and trades, and when; one form, kept whole."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import FormData

from backend.console.access import CurrentStaff
from backend.console.duty_week import FIRST_WEEK, LAST_WEEK
from backend.console.resources import Keys
from backend.console.shift_form import Fields, filled_from, filled_with, first
from backend.console.team_view import differences, member_context
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.contracts.errors import ErrorCode
from backend.database import Session
from backend.desk import arranging
from backend.desk.arrange_rules import Arrangement
from backend.desk.shift_rules import monday_of
from backend.errors import Refused

router = APIRouter(route_class=ConsoleRoute)

_NOTICES = {
    "saved": "存好了，从现在起按新的分。已经在手上的对话不会被拿走。",
    "same": "没有变化。",
    "usual": "这一周跟着「每周」了。",
}


@router.get("/desk/team/{staff_id}")
async def member_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    staff_id: UUID,
    week: Annotated[date | None, Query(ge=FIRST_WEEK, le=LAST_WEEK)] = None,
    notice: str = "",
) -> Response:
    colleague = await arranging.colleague_for(session, staff, staff_id)
    kept = await arranging.arranged_for(session, staff_id)
    monday = monday_of(week) if week else None
    context = await member_context(
        session, keyring, staff, colleague, kept, filled_with(kept, monday), monday
    )
    return render(
        request, "team_member.html", staff, revision=kept.revision, meanwhile=None,
        notice=_NOTICES.get(notice, ""), **context,
    )  # fmt: skip


@router.post("/desk/team/{staff_id}")
async def arrange(
    request: Request, session: Session, staff: CurrentStaff, keyring: Keys, staff_id: UUID
) -> Response:
    """What was filled in comes back with what is wrong, or with what somebody changed meanwhile."""
    colleague = await arranging.colleague_for(session, staff, staff_id)
    arranging.require_may_arrange(staff, colleague)
    fields = _said(await request.form())
    form, monday = filled_from(fields), _monday(first(fields, "week"))
    revision = _number(first(fields, "revision"))
    wanted = form.arrangement(monday)
    status, meanwhile = 422, None
    if first(fields, "usual") and monday is not None:
        kept = await arranging.arranged_for(session, staff_id)
        wanted = Arrangement(kept.capacity, kept.skills, monday, None)
    if wanted is not None:
        try:
            is_new = await arranging.arrange(session, staff, staff_id, wanted, revision=revision)
            notice = ("usual" if wanted.shifts is None else "saved") if is_new else "same"
            return _back(staff_id, monday, notice)
        except arranging.ArrangedMeanwhile:
            kept = await arranging.arranged_for(session, staff_id)
            meanwhile = await differences(session, kept, wanted)
            status, revision = 409, kept.revision
    kept = await arranging.arranged_for(session, staff_id)
    context = await member_context(session, keyring, staff, colleague, kept, form, monday)
    return render(
        request, "team_member.html", staff, status=status, revision=revision,
        meanwhile=meanwhile, notice="", **context,
    )  # fmt: skip


def _said(form: FormData) -> Fields:
    said: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            said.setdefault(name, []).append(value)
    return said


def _back(staff_id: UUID, monday: date | None, notice: str) -> Response:
    query = {"notice": notice} | ({"week": monday.isoformat()} if monday else {})
    return see(f"/desk/team/{staff_id}?{urlencode(query)}")


def _monday(said: str) -> date | None:
    if not said:
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError as error:
        raise Refused(ErrorCode.invalid_payload, "no such week") from error
    if not FIRST_WEEK <= day <= LAST_WEEK:
        raise Refused(ErrorCode.invalid_payload, "no such week")
    return monday_of(day)


def _number(said: str) -> int:
    if not said.isdecimal() or len(said) > 9:
        raise Refused(ErrorCode.invalid_payload, "which change this goes on from")
    return int(said)
