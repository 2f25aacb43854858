"""What the page of one colleague's duty shows: choices, weeks, what they hold, what was changed meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.console.duty_week import days_of, words_by_day
from backend.console.people import speakers
from backend.console.shift_form import DutyForm
from backend.console.team_words import (
    STANDING,
    WEEKDAYS,
    places_in_words,
    shifts_in_words,
    trade_in_words,
    trades_in_words,
    week_name,
)
from backend.database import utc_now
from backend.desk import team, team_rules
from backend.desk.arrange_rules import MOST_AT_ONCE, Arranged, Arrangement
from backend.desk.shift_rules import MOST_A_DAY, monday_of
from backend.membership.trades import TRADES
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.service import display_names
from backend.unions.lookup import counties_under, place_names
from backend.working_time.rules import CHINA
from backend.working_time.service import calendar_for

_WEEKS_AHEAD = 4


@dataclass(frozen=True)
class Holding:
    """A conversation in their hands."""

    contact_id: UUID
    name: str
    place: str
    waiting_since: Any
    is_put_aside: bool


async def member_context(
    session: AsyncSession,
    keyring: Keyring,
    staff: StaffIdentity,
    colleague: StaffIdentity,
    kept: Arranged,
    form: DutyForm,
    monday: date | None,
) -> dict[str, Any]:
    today = utc_now().astimezone(CHINA).date()
    calendar = await calendar_for(session, (colleague.visible_paths or ("",))[0])
    names = await place_names(session, kept.skills.places)
    may_change = team_rules.may_arrange(staff.bindings, colleague.bindings)
    return {
        "colleague": colleague,
        "line": await team.line_of(session, colleague),
        "standing_words": STANDING,
        "holding": await _holding(session, keyring, staff, colleague.id),
        "kept": kept,
        "changed_by": (await display_names(session, {kept.by} if kept.by else set())),
        "form": form,
        "may_change": may_change,
        "looks_after": bool(team_rules.administered(staff.bindings)),
        "most": MOST_AT_ONCE,
        "most_a_day": MOST_A_DAY,
        "cities": await _places(session, colleague, form.places) if may_change else [],
        "trades": [each.code for each in TRADES] + [team_rules.UNKNOWN_TRADE],
        "trade_in_words": trade_in_words,
        "places_words": places_in_words(kept.skills.places, names),
        "trades_words": trades_in_words(kept.skills.trades),
        "days": days_of(monday, calendar, today),
        "planned": words_by_day(kept.week(monday)),
        "is_planned": monday is None or kept.roster.week(monday) is not None,
        "monday": monday,
        "weeks": _weeks(kept, monday, monday_of(today)),
        "is_own_week": monday in kept.roster.weeks,
        "week_name": week_name(monday, monday_of(today)),
        "weekdays": WEEKDAYS,
    }


async def differences(
    session: AsyncSession, kept: Arranged, wanted: Arrangement
) -> list[tuple[str, str, str]]:
    """Of what somebody else just kept and what was filled in here: the part, theirs, ours."""
    both = kept.skills.places | wanted.skills.places
    names = await place_names(session, both)
    usual = wanted.monday is None
    shifts = kept.roster.usual if wanted.shifts is None else wanted.shifts
    parts = [
        ("同时接待", f"{kept.capacity} 个", f"{wanted.capacity} 个"),
        ("地方", *(places_in_words(each.places, names) for each in (kept.skills, wanted.skills))),
        ("行业", *(trades_in_words(each.trades) for each in (kept.skills, wanted.skills))),
        (
            "班",
            shifts_in_words(kept.week(wanted.monday), usual=usual),
            shifts_in_words(shifts, usual=usual),
        ),
    ]
    return [(part, theirs, ours) for part, theirs, ours in parts if theirs != ours]


async def _holding(
    session: AsyncSession, keyring: Keyring, staff: StaffIdentity, staff_id: UUID
) -> list[Holding]:
    rows = await team.held_by(session, staff, staff_id)
    people = await speakers(session, keyring, [row.contact_id for row in rows])
    places = await place_names(session, {row.division_path for row in rows})
    return [
        Holding(
            row.contact_id,
            people[row.contact_id].name,
            places.get(row.division_path, ""),
            row.waiting_since,
            is_put_aside=row.status == "snoozed",
        )
        for row in rows
    ]


async def _places(
    session: AsyncSession, colleague: StaffIdentity, chosen: frozenset[str]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """By city, the counties within their reach, and whatever else was chosen once."""
    found = await counties_under(session, colleague.visible_paths)
    offered = {each.path: each.name for each in found}
    offered |= await place_names(session, chosen - offered.keys())
    cities = await place_names(session, {_city(path) for path in offered})
    by_city: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(offered):
        by_city.setdefault(cities.get(_city(path), ""), []).append((path, offered[path]))
    return list(by_city.items())


def _city(path: str) -> str:
    return "/".join(path.split("/")[:2])


def _weeks(
    kept: Arranged, monday: date | None, this_monday: date
) -> Sequence[tuple[date | None, str, bool]]:
    """The usual one, the next ones, and the one that is open: which, its name, is it its own."""
    ahead = {this_monday + timedelta(weeks=each) for each in range(_WEEKS_AHEAD)}
    shown = sorted(ahead | ({monday} if monday else set()))
    return [
        (None, "每周", False),
        *((each, week_name(each, this_monday), each in kept.roster.weeks) for each in shown),
    ]
