"""设置 · 办公时间: from when to when each place works, its lunch break, and where that comes from."""

from datetime import time
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response

from backend.console.access import CurrentStaff
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.contracts.errors import ErrorCode
from backend.database import Session
from backend.errors import Refused
from backend.unions.lookup import divisions_at_or_under
from backend.working_time import rules, service
from backend.working_time.rules import Span

router = APIRouter(route_class=ConsoleRoute)

Clock = Annotated[str, Form(max_length=8)]
Path = Annotated[str, Form(max_length=40)]


@router.get("/calendar/hours")
async def hours_page(
    request: Request, session: Session, staff: CurrentStaff, place: str = "", notice: str = ""
) -> Response:
    places = await divisions_at_or_under(session, staff.visible_paths)
    own = await service.hours_below(session, staff)
    names = {division.path: division.name for division in places}
    chosen = place if place in names else next(iter(names), "")
    return render(
        request,
        "work_hours.html",
        staff,
        places=[(d.path, d.name, d.path.count("/")) for d in places],
        own=[(path, names[path], rules.spans_in_words(own[path])) for path in names if path in own],
        names=names,
        chosen=chosen,
        is_own=chosen in own,
        spans=(await service.calendar_for(session, chosen)).spans if chosen else (),
        may_change=bool(chosen) and rules.may_set_hours(staff.bindings, chosen),
        longest=service.LONGEST_REASON,
        notice=notice,
    )


@router.post("/calendar/hours")
async def change_hours(
    session: Session,
    staff: CurrentStaff,
    place: Path,
    morning_opens: Clock = "",
    morning_closes: Clock = "",
    afternoon_opens: Clock = "",
    afternoon_closes: Clock = "",
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    halves = ((morning_opens, morning_closes), (afternoon_opens, afternoon_closes))
    try:
        spans = [_span(*half) for half in halves if any(half)]
        if not spans:
            raise Refused(ErrorCode.invalid_payload, "hours are needed")
        await service.set_hours(session, staff, place, spans, reason=reason)
    except Refused:
        return _back(place, "unfit")
    return _back(place, "changed")


@router.post("/calendar/hours/inherit")
async def inherit_hours(
    session: Session,
    staff: CurrentStaff,
    place: Path,
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    await service.set_hours(session, staff, place, [], reason=reason)
    return _back(place, "inherited")


def _back(place: str, notice: str) -> Response:
    return see("/calendar/hours?" + urlencode({"place": place, "notice": notice}))


def _span(opens: str, closes: str) -> Span:
    try:
        return time.fromisoformat(opens), time.fromisoformat(closes)
    except ValueError as error:
        raise Refused(ErrorCode.invalid_payload, "a time of day is needed") from error
