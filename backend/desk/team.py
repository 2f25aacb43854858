"""The colleagues one looks after: who is there, what they hold, and whether they are given more now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import utc_now
from backend.desk import presence, rosters, skills, team_rules
from backend.desk.arrange_rules import USUAL_CAPACITY, Skills
from backend.desk.models import DeskConversation, DeskStatus, StaffPresence
from backend.desk.shift_rules import Roster
from backend.staff.colleagues import Colleague, colleagues_under
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import under

PAGE_SIZE = 30


class Standing(StrEnum):
    """Why they are given somebody now, or not: the first that applies."""

    off_duty = "off_duty"
    gone = "gone"  # on duty, and the page is closed
    by_hand = "by_hand"  # took one by hand, or was silent too long
    off_shift = "off_shift"
    full = "full"
    free = "free"


@dataclass(frozen=True)
class Line:
    colleague: Colleague
    standing: Standing
    held: int
    capacity: int
    skills: Skills
    roster: Roster


@dataclass(frozen=True)
class Team:
    """`free` and `at_desk` count everybody found, not only this page."""

    lines: Sequence[Line]
    total: int
    at_desk: int
    free: int


async def team_of(
    session: AsyncSession, staff: StaffIdentity, *, q: str = "", page: int = 1
) -> Team:
    """Who is there first. Without being an administrator somewhere, oneself alone."""
    own = team_rules.administered(staff.bindings)
    found = [each for each in await colleagues_under(session, own) if q.casefold() in _said(each)]
    if not own:
        found = [Colleague(staff.id, staff.username, staff.display_name)]
    lines = await _lines(session, found, utc_now())
    lines.sort(key=lambda line: list(Standing).index(line.standing), reverse=True)
    at_desk = [each for each in lines if each.standing not in (Standing.off_duty, Standing.gone)]
    start = (page - 1) * PAGE_SIZE
    return Team(
        lines=lines[start : start + PAGE_SIZE],
        total=len(lines),
        at_desk=len(at_desk),
        free=len([each for each in lines if each.standing is Standing.free]),
    )


async def line_of(session: AsyncSession, colleague: StaffIdentity) -> Line:
    who = Colleague(colleague.id, colleague.username, colleague.display_name)
    return (await _lines(session, [who], utc_now()))[0]


async def held_by(
    session: AsyncSession, staff: StaffIdentity, staff_id: UUID
) -> Sequence[DeskConversation]:
    """What is in their hands, as far as one may see it: who waits longest first, put aside last."""
    rows = await session.scalars(
        select(DeskConversation)
        .where(
            DeskConversation.staff_id == staff_id,
            DeskConversation.status != DeskStatus.closed,
            under(DeskConversation.division_path, staff.visible_paths),
        )
        .order_by(
            (DeskConversation.status == DeskStatus.snoozed).asc(),
            DeskConversation.waiting_since.asc().nulls_last(),
            DeskConversation.contact_id,
        )
        .limit(100)
    )
    return rows.all()


async def loads(session: AsyncSession, staff_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """What each has in hand; put aside does not count."""
    rows = await session.execute(
        select(DeskConversation.staff_id, func.count())
        .where(
            DeskConversation.staff_id.in_(staff_ids),
            DeskConversation.status.in_((DeskStatus.open, DeskStatus.waiting_member)),
        )
        .group_by(DeskConversation.staff_id)
    )
    return {staff_id: count for staff_id, count in rows.all() if staff_id is not None}


async def _lines(
    session: AsyncSession, colleagues: Sequence[Colleague], now: datetime
) -> list[Line]:
    ids = [each.id for each in colleagues]
    present = {
        row.staff_id: row
        for row in await session.scalars(
            select(StaffPresence)
            .where(StaffPresence.staff_id.in_(ids))
            .execution_options(populate_existing=True)
        )
    }
    held = await loads(session, ids)
    known, planned = await skills.skills_of(session, ids), await rosters.rosters_of(session, ids)
    return [
        Line(
            each,
            _standing(present.get(each.id), planned[each.id], held.get(each.id, 0), now),
            held.get(each.id, 0),
            present[each.id].capacity if each.id in present else USUAL_CAPACITY,
            known[each.id],
            planned[each.id],
        )
        for each in colleagues
    ]


def _standing(row: StaffPresence | None, roster: Roster, held: int, now: datetime) -> Standing:
    if row is None or not row.is_on_duty:
        return Standing.off_duty
    if not presence.is_at_desk(row, now):
        return Standing.gone
    if not row.takes_automatically:
        return Standing.by_hand
    if not roster.is_on(now):
        return Standing.off_shift
    return Standing.full if held >= row.capacity else Standing.free


def _said(colleague: Colleague) -> str:
    return f"{colleague.display_name} {colleague.username}".casefold()
