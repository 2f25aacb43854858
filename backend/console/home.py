"""待办: what waits for somebody, each figure leading to its rows."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from backend.console import delivery
from backend.console.access import CurrentStaff
from backend.console.home_cases import case_figures, notes_naming
from backend.console.home_warnings import alarm_rows, warnings_for
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.contracts.joining import ApplicationStatus
from backend.conversations import alerts, desk
from backend.database import Session, utc_now
from backend.desk.state import position_now
from backend.membership.queue import QueueFilters, count_by_status

router = APIRouter(route_class=ConsoleRoute)


_UNDELIVERED = "/conversations?tab=undelivered"


@dataclass(frozen=True)
class Figure:
    """`level` late draws the eye, and only when the count is not zero."""

    label: str
    count: int
    href: str
    level: str = "calm"


@router.get("/")
async def home_page(
    request: Request, session: Session, staff: CurrentStaff, keyring: Keys
) -> Response:
    """Accounts of a service organization have nothing but their cases."""
    if staff.service_organization_id is not None:
        return see("/cases")

    async def submitted(filters: QueueFilters) -> int:
        counts = await count_by_status(session, staff, filters, keyring=keyring)
        return counts.get(ApplicationStatus.submitted, 0)

    feed = await position_now(session)
    waiting = await desk.waiting(session, staff)
    now = utc_now()
    return render(
        request,
        "home.html",
        staff,
        feed=feed,
        named=await notes_naming(session, staff),
        alarms=await alarm_rows(session, staff),
        warnings=await warnings_for(session, staff, now),
        alerts=[
            (delivery.alert_words(alert.errcode), alert.first_at)
            for alert in await alerts.current(session)
        ],
        groups=[
            (
                "等人回应",
                [
                    Figure("紧急", sum(h.urgent for h in waiting), "/conversations", "late"),
                    Figure("超期", sum(h.due_at < now for h in waiting), "/conversations", "late"),
                    Figure("全部", len(waiting), "/conversations"),
                    Figure("没送到", await desk.count_undelivered(session, staff), _UNDELIVERED),
                ],
            ),
            ("诉求", [Figure(*row) for row in await case_figures(session, staff, keyring)]),
            (
                "入会审核",
                [
                    Figure(
                        "超期",
                        await submitted(QueueFilters(overdue=True)),
                        "/applications?overdue=1",
                        "late",
                    ),
                    Figure(
                        "需人工复核",
                        await submitted(QueueFilters(manual=True)),
                        "/applications?manual=1",
                        "soon",
                    ),
                    Figure("待审核", await submitted(QueueFilters()), "/applications"),
                ],
            ),
        ],
    )
