"""设置 · 办公时间: from when to when each place works, its breaks, and where that comes from."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console.access import CurrentStaff
from backend.console.clock import time_of
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.database import Session
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import divisions_at_or_under
from backend.working_time import rules, service

router = APIRouter(route_class=ConsoleRoute)

Clock = Annotated[str, Form(max_length=8)]
Clocks = Annotated[list[Clock], Form(max_length=20)]
Path = Annotated[str, Form(max_length=40)]
Reason = Annotated[str, Form(max_length=200)]
Row = tuple[str, str]


@router.get("/calendar/hours")
async def hours_page(
    request: Request, session: Session, staff: CurrentStaff, place: str = "", notice: str = ""
) -> Response:
    context = await _context(session, staff, place)
    filled = [(f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in context["spans"]]
    return render(
        request, "work_hours.html", staff, filled=filled, reason="", notice=notice, **context
    )


@router.post("/calendar/hours")
async def change_hours(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    place: Path,
    opens: Clocks,
    closes: Clocks,
    reason: Reason = "",
) -> Response:
    """What cannot be kept is shown again as it was filled in."""
    filled = [row for row in zip(opens, closes, strict=False) if any(row)]
    spans = [span for span in map(_span, filled) if span is not None]
    if spans and len(spans) == len(filled) and rules.are_fit(spans) and reason.strip():
        await service.set_hours(session, staff, place, spans, reason=reason)
        return _back(place, "changed")
    context = await _context(session, staff, place)
    return render(
        request, "work_hours.html", staff,
        status=422, filled=filled, reason=reason, notice=_trouble(filled, spans), **context,
    )  # fmt: skip


@router.post("/calendar/hours/inherit")
async def inherit_hours(
    session: Session, staff: CurrentStaff, place: Path, reason: Reason = ""
) -> Response:
    await service.set_hours(session, staff, place, [], reason=reason)
    return _back(place, "inherited")


async def _context(session: AsyncSession, staff: StaffIdentity, place: str) -> dict[str, Any]:
    places = await divisions_at_or_under(session, staff.visible_paths)
    own = await service.hours_below(session, staff)
    names = {division.path: division.name for division in places}
    chosen = place if place in names else next(iter(names), "")
    return {
        "places": [(d.path, d.name, d.path.count("/")) for d in places],
        "own": [
            (path, names[path], rules.spans_in_words(own[path])) for path in names if path in own
        ],
        "names": names,
        "chosen": chosen,
        "is_own": chosen in own,
        "spans": (await service.calendar_for(session, chosen)).spans if chosen else (),
        "may_change": bool(chosen) and rules.may_set_hours(staff.bindings, chosen),
        "longest": service.LONGEST_REASON,
        "most": rules.MOST_SPANS,
    }


def _back(place: str, notice: str) -> Response:
    return see("/calendar/hours?" + urlencode({"place": place, "notice": notice}))


def _span(row: Row) -> rules.Span | None:
    opens, closes = map(time_of, row)
    return None if opens is None or closes is None else (opens, closes)


def _trouble(filled: Sequence[Row], spans: Sequence[rules.Span]) -> str:
    if not filled or len(spans) < len(filled):
        return "half"
    if len(spans) > rules.MOST_SPANS:
        return "many"
    return "unreasoned" if rules.are_fit(spans) else "unfit"
