"""Alarms: their count in the top bar, the way to what burns, and 我来处理."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from backend.alarms import service, taking
from backend.alarms.models import Alarm
from backend.console.access import CurrentStaff
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.database import Session

router = APIRouter(route_class=ConsoleRoute)

_PAGES = {
    "contact": "/conversations/{id}",
    "case": "/cases/{id}",
    "incident": "/cases?incident={id}",
}


@router.get("/alarms/badge")
async def badge(request: Request, session: Session, staff: CurrentStaff) -> Response:
    """Asked for again by every open page."""
    request.state.open_alarms = await service.count_open(session, staff)
    return render(request, "alarm_badge.html", staff)


@router.get("/alarms/{alarm_id}")
async def alarm_page(session: Session, staff: CurrentStaff, alarm_id: UUID) -> Response:
    """The link in a page to the duty phone. What is still open is taken at home, so it shows there."""
    alarm = await service.get_alarm_for(session, staff, alarm_id)
    return see(subject_page(alarm) if alarm.acknowledged_at else "/#alarms")


@router.post("/alarms/{alarm_id}/acknowledge")
async def acknowledge(session: Session, staff: CurrentStaff, alarm_id: UUID) -> Response:
    alarm = await taking.acknowledge(session, staff, alarm_id)
    return see(subject_page(alarm))


def subject_page(alarm: Alarm) -> str:
    return _PAGES.get(alarm.subject_kind, "/").format(id=alarm.subject_id)
