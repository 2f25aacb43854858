"""统计 · 对话: how soon people are answered and settled, by reason, place, trade and colleague."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from backend.console import labels
from backend.console.access import CurrentStaff
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.database import Session, utc_now
from backend.desk.report_rules import Figures
from backend.desk.reports import report
from backend.staff.service import display_names
from backend.unions.lookup import place_names
from backend.working_time.rules import CHINA, midnight

router = APIRouter(route_class=ConsoleRoute)

_LONGEST = timedelta(days=366)
_MONTH = timedelta(days=29)


@dataclass(frozen=True)
class Row:
    """`link` leads to all requests of the row; a figure of it adds what it counts."""

    name: str
    figures: Figures
    link: str


@dataclass(frozen=True)
class Table:
    title: str
    about: str
    rows: Sequence[Row]


@router.get("/statistics/desk")
async def desk_report_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    since: Annotated[date | None, Query(alias="from")] = None,
    until: Annotated[date | None, Query(alias="to")] = None,
) -> Response:
    now = utc_now()
    first, last = span(since, until, now.astimezone(CHINA).date())
    start, end = moments(first, last)
    found = await report(session, staff, start, end)
    places = await place_names(session, found.by_place)
    names = await display_names(session, set(found.by_staff))
    link = f"/statistics/desk/requests?from={first}&to={last}"
    reasons = labels.HANDOFF_REASON
    return render(
        request,
        "desk_report.html",
        staff,
        first=first,
        last=last,
        now=now,
        whole=found.whole,
        link=link,
        spoken=spoken,
        share=share,
        tables=[
            Table("按原因", "原因", _rows(found.by_kind, reasons.get, f"{link}&reason=")),
            Table("按地方", "地方", _rows(found.by_place, places.get, f"{link}&place=")),
            Table("按行业", "行业", _rows(found.by_trade, labels.trade_label, f"{link}&trade=")),
            Table("按处理人", "处理人", _rows(found.by_staff, names.get, f"{link}&staff=")),
        ],
    )


def _rows[K: (str, UUID)](
    figures: Mapping[K, Figures], name_of: Callable[[K], str | None], link: str
) -> list[Row]:
    """Most asked first."""
    by_count = sorted(figures.items(), key=lambda item: -item[1].count)
    return [
        Row(name_of(code) or str(code), each, f"{link}{quote(str(code), safe='')}")
        for code, each in by_count
    ]


def span(since: date | None, until: date | None, today: date) -> tuple[date, date]:
    """The last thirty days unless asked; a year at most, and never the wrong way round."""
    last = min(until or today, today)
    first = min(since or last - _MONTH, last)
    return max(first, last - _LONGEST), last


def moments(first: date, last: date) -> tuple[datetime, datetime]:
    return midnight(first), midnight(last + timedelta(days=1))


def spoken(length: timedelta | None) -> str:
    if length is None:
        return "—"
    minutes = round(length / timedelta(minutes=1))
    hours, rest = divmod(minutes, 60)
    if hours == 0:
        return f"{minutes} 分钟" if minutes else "不到 1 分钟"
    return f"{hours} 小时 {rest} 分" if rest else f"{hours} 小时"


def share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "—"
