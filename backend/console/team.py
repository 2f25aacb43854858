"""设置 · 值班排班: the colleagues one looks after, who is given somebody now, and this week's shifts."""

from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console.access import CurrentStaff
from backend.console.duty_week import FIRST_WEEK, LAST_WEEK, days_of, words_by_day
from backend.console.team_words import STANDING, places_in_words, trades_in_words, week_name
from backend.console.templating import render
from backend.console.web import ConsoleRoute
from backend.database import Session, utc_now
from backend.desk import team, team_rules
from backend.desk.shift_rules import monday_of
from backend.staff.colleagues import unions_held
from backend.unions.lookup import place_names, union_names
from backend.working_time.rules import CHINA
from backend.working_time.service import calendar_for

router = APIRouter(route_class=ConsoleRoute)


@router.get("/desk/team")
async def team_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    q: Annotated[str, Query(max_length=40)] = "",
    page: Annotated[int, Query(ge=1, le=1_000)] = 1,
    week: Annotated[date | None, Query(ge=FIRST_WEEK, le=LAST_WEEK)] = None,
) -> Response:
    today = utc_now().astimezone(CHINA).date()
    this_monday = monday_of(today)
    monday = monday_of(week) if week else this_monday
    found = await team.team_of(session, staff, q=q.strip(), page=page)
    calendar = await calendar_for(session, (staff.visible_paths or ("",))[0])
    return render(
        request,
        "team.html",
        staff,
        found=found,
        unions=await _unions(session, found),
        names=await place_names(
            session, {path for line in found.lines for path in line.skills.places}
        ),
        days=days_of(monday, calendar, today),
        planned={
            line.colleague.id: None if (kept := line.roster.week(monday)) is None
            else words_by_day(kept)
            for line in found.lines
        },
        own_week={line.colleague.id for line in found.lines if monday in line.roster.weeks},
        monday=monday,
        week_name=week_name(monday, this_monday),
        before=_link(q, monday - timedelta(days=7)),
        after=_link(q, monday + timedelta(days=7)),
        this_week=_link(q, this_monday),
        standing_words=STANDING,
        places_in_words=places_in_words,
        trades_in_words=trades_in_words,
        looks_after=bool(team_rules.administered(staff.bindings)),
        q=q,
        page=page,
        pages=max(-(-found.total // team.PAGE_SIZE), 1),
        here=_link(q, monday, page),
    )  # fmt: skip


async def _unions(session: AsyncSession, found: team.Team) -> dict[object, str]:
    """Where each works, for the line below their name."""
    held = await unions_held(session, [line.colleague.id for line in found.lines])
    names = await union_names(session, {each for unions in held.values() for each in unions})
    return {
        staff_id: "、".join(sorted(names[each] for each in unions))
        for staff_id, unions in held.items()
    }


def _link(q: str, monday: date, page: int = 1) -> str:
    query = {"week": monday.isoformat()} | ({"q": q} if q else {})
    return "/desk/team?" + urlencode(query | ({"page": str(page)} if page > 1 else {}))
