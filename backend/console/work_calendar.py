"""设置 · 工作日历: the year with its holidays and worked weekends; the province changes a day, with a reason."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console.access import CurrentStaff
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.console.year_view import Mark, cell_of, months_of, spans_of
from backend.contracts.errors import ErrorCode
from backend.database import Session, utc_now
from backend.errors import Refused
from backend.staff.identity import StaffIdentity
from backend.staff.service import display_names
from backend.working_time import rules, service
from backend.working_time.rules import CHINA

router = APIRouter(route_class=ConsoleRoute)

Words = Annotated[str, Form(max_length=200)]
Year = Annotated[int, Query(ge=service.FIRST_YEAR, le=service.LAST_YEAR)]
_ORDINARY = "ordinary"


@dataclass(frozen=True)
class Typed:
    """A change of a day that was refused, to be shown again."""

    kind: str
    name: str
    reason: str


@router.get("/calendar")
async def calendar_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    year: Year | None = None,
    day: date | None = None,
    notice: str = "",
) -> Response:
    return await _show(request, session, staff, year=year, day=day, notice=notice)


async def _show(
    request: Request,
    session: AsyncSession,
    staff: StaffIdentity,
    *,
    year: int | None = None,
    day: date | None = None,
    notice: str = "",
    typed: Typed | None = None,
) -> Response:
    today = utc_now().astimezone(CHINA).date()
    shown = year or (day.year if day else today.year)
    rows = await service.days_of(session, shown)
    marks = {row.day: Mark(row.is_working, row.name) for row in rows.values()}
    chosen = rows.get(day) if day else None
    names = await display_names(
        session, {chosen.updated_by} if chosen and chosen.updated_by else set()
    )
    return render(
        request,
        "work_calendar.html",
        staff,
        status=422 if typed else 200,
        typed=typed,
        year=shown,
        today=today,
        known=await service.year_of(session, shown),
        months=months_of(shown, marks),
        spans=spans_of(marks),
        day=day,
        cell=cell_of(day, marks) if day else None,
        row=chosen,
        changed_by=next(iter(names.values()), ""),
        may_change=rules.may_set_days(staff.bindings),
        years=(service.FIRST_YEAR, service.LAST_YEAR),
        longest=(service.LONGEST_NAME, service.LONGEST_REASON),
        notice=notice,
    )


@router.post("/calendar/days")
async def change_day(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    day: Annotated[date, Form()],
    kind: Annotated[str, Form(pattern="^(holiday|worked|ordinary)$")],
    name: Words = "",
    reason: Words = "",
) -> Response:
    try:
        await _change(session, staff, day, Typed(kind, name, reason))
    except Refused as refusal:
        if refusal.code is not ErrorCode.invalid_payload:
            raise
        typed = Typed(kind, name, reason)
        return await _show(request, session, staff, day=day, typed=typed)
    return _back(day.year, "changed")


async def _change(session: AsyncSession, staff: StaffIdentity, day: date, typed: Typed) -> None:
    if typed.kind == _ORDINARY:
        await service.clear_day(session, staff, day, reason=typed.reason)
        return
    await service.set_day(
        session,
        staff,
        day,
        is_working=typed.kind == "worked",
        name=typed.name,
        reason=typed.reason,
    )


@router.post("/calendar/confirm")
async def confirm_year(
    session: Session,
    staff: CurrentStaff,
    year: Annotated[int, Form(ge=service.FIRST_YEAR, le=service.LAST_YEAR)],
    reason: Words = "",
) -> Response:
    await service.confirm_year(session, staff, year, reason=reason)
    return _back(year, "confirmed")


def _back(year: int, notice: str) -> Response:
    return see("/calendar?" + urlencode({"year": year, "notice": notice}))
