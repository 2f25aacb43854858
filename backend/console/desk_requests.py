"""The requests behind one figure of 统计 · 对话: as many rows as the figure says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.listing import numbers_for
from backend.console import case_words, labels
from backend.console.access import CurrentStaff
from backend.console.desk_report import moments, span
from backend.console.people import speakers
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.conversations import desk
from backend.conversations.figures import Asked
from backend.database import Session, utc_now
from backend.desk.report_rules import Counted, rows_behind
from backend.desk.reports import Group, requests_behind
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.service import display_names
from backend.unions.lookup import place_names
from backend.working_time.rules import CHINA

router = APIRouter(route_class=ConsoleRoute)

PAGE_SIZE = 50
_WORDS = {
    Counted.every: "找人的",
    Counted.answered: "有人回应的",
    Counted.resolved: "处理完的",
    Counted.became_cases: "登记成诉求的",
    Counted.breached: "超期的",
    Counted.came_again: "七天内又来的",
    Counted.rated: "评价了的",
    Counted.satisfied: "满意的",
}


@dataclass(frozen=True)
class Asking:
    """As it stands in the address."""

    first: date
    last: date
    counted: Counted
    group: Group
    page: int

    def link(self, *, page: int) -> str:
        group = self.group
        values = {
            "from": self.first,
            "to": self.last,
            "reason": group.reason,
            "place": group.place,
            "trade": group.trade,
            "staff": group.staff_id or "",
            "of": "" if self.counted is Counted.every else self.counted.value,
            "page": page if page > 1 else "",
        }
        return f"?{urlencode({name: value for name, value in values.items() if value})}"


def asking(
    since: Annotated[date | None, Query(alias="from")] = None,
    until: Annotated[date | None, Query(alias="to")] = None,
    of: Counted = Counted.every,
    reason: Annotated[str, Query(max_length=64)] = "",
    place: Annotated[str, Query(max_length=40)] = "",
    trade: Annotated[str, Query(max_length=20)] = "",
    staff: UUID | None = None,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Asking:
    first, last = span(since, until, utc_now().astimezone(CHINA).date())
    return Asking(first, last, of, Group(reason, place, trade, staff), page)


@router.get("/statistics/desk/requests")
async def requests_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    asked: Annotated[Asking, Depends(asking)],
) -> Response:
    start, end = moments(asked.first, asked.last)
    rows = await requests_behind(
        session, staff, start, end, group=asked.group, counted=asked.counted
    )
    shown = rows[(asked.page - 1) * PAGE_SIZE : asked.page * PAGE_SIZE]
    return render(
        request,
        "desk_requests.html",
        staff,
        asked=asked,
        what=await _in_words(session, asked),
        total=len(rows),
        pages=-(-len(rows) // PAGE_SIZE),
        **await _lines(session, staff, keyring, shown),
    )


async def _in_words(session: AsyncSession, asked: Asking) -> str:
    """「欠薪 · 郑州市金水区 · 超期的」."""
    group = asked.group
    places = await place_names(session, [group.place]) if group.place else {}
    names = await display_names(session, {group.staff_id}) if group.staff_id else {}
    parts = [
        labels.HANDOFF_REASON.get(group.reason, group.reason),
        places.get(group.place, group.place),
        labels.trade_label(group.trade) if group.trade else "",
        names.get(group.staff_id, "—") if group.staff_id else "",
        _WORDS[asked.counted],
    ]
    return " · ".join(part for part in parts if part)


async def _lines(
    session: AsyncSession, staff: StaffIdentity, keyring: Keyring, rows: Sequence[Asked]
) -> dict[str, Any]:
    """Names of whom and what the rows speak of; links only to what this staff may open."""
    contacts = {row.contact_id for row in rows}
    return {
        "rows": rows,
        "people": await speakers(session, keyring, contacts),
        "may_open": await desk.visible_among(session, staff, contacts),
        "cases": await numbers_for(session, staff, {row.case_id for row in rows if row.case_id}),
        "names": await display_names(session, {row.resolved_by for row in rows if row.resolved_by}),
        "places": await place_names(session, {row.division_path for row in rows}),
        "reasons": labels.HANDOFF_REASON,
        "scores": case_words.SCORE,
        "late": {row.id for row in rows_behind(Counted.breached, rows, utc_now())},
    }
