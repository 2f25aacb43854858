"""Capacity, skills and shifts of a colleague: shown to them and their administrators, changed by the latter."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.database import utc_now
from backend.desk import presence, rosters, shift_rules, skills, team_rules
from backend.desk.arrange_rules import MOST_AT_ONCE, Arranged, Arrangement
from backend.desk.models import StaffPresence
from backend.errors import NotAllowed, NotFound, Refused, ServiceError
from backend.membership.trades import BY_CODE
from backend.privacy import audit
from backend.staff.colleagues import active_identity
from backend.staff.identity import StaffIdentity
from backend.staff.rules import covers
from backend.unions.lookup import place_names


class ArrangedMeanwhile(ServiceError):
    """Somebody else changed it since the page was opened."""


async def colleague_for(
    session: AsyncSession, staff: StaffIdentity, staff_id: UUID
) -> StaffIdentity:
    """Oneself, or somebody who works where one is an administrator; nobody else is known."""
    if staff_id == staff.id:
        return staff
    colleague = await active_identity(session, staff_id)
    own = team_rules.administered(staff.bindings)
    if not any(covers(path, each.path) for path in own for each in colleague.bindings):
        raise NotFound(f"staff {staff_id}")
    return colleague


async def arranged_for(session: AsyncSession, staff_id: UUID) -> Arranged:
    row = await session.get(StaffPresence, staff_id, populate_existing=True)
    kept = Arranged(
        skills=(await skills.skills_of(session, [staff_id]))[staff_id],
        roster=(await rosters.rosters_of(session, [staff_id]))[staff_id],
    )
    if row is None:
        return kept
    return replace(
        kept,
        capacity=row.capacity,
        revision=row.arranged,
        by=row.arranged_by,
        at=row.arranged_at,
    )


async def arrange(
    session: AsyncSession,
    staff: StaffIdentity,
    staff_id: UUID,
    wanted: Arrangement,
    *,
    revision: int,
) -> bool:
    """False when it was like that already. What they have in hand stays with them."""
    colleague = await colleague_for(session, staff, staff_id)
    require_may_arrange(staff, colleague)
    row = await _locked(session, staff_id)
    before = await arranged_for(session, staff_id)
    if row.arranged != revision:
        raise ArrangedMeanwhile(f"staff {staff_id}: change {row.arranged}")
    await _check(session, colleague, before, wanted)
    changes = before.changes(wanted)
    if not changes:
        return False
    row.capacity = wanted.capacity
    row.arranged += 1
    row.arranged_by, row.arranged_at = staff.id, utc_now()
    await skills.set_skills(session, staff_id, wanted.skills)
    if before.is_usual_week(wanted):
        await rosters.forget_week(session, staff_id, wanted.monday)
    else:
        await rosters.set_week(session, staff_id, wanted.monday, wanted.shifts or ())
    await presence.tell(session, row)
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff.id,
        action="duty_arranged",
        subject_kind="staff",
        subject_id=staff_id,
        division_path=colleague.visible_paths[0],
        data=changes,
    )
    return True


def require_may_arrange(staff: StaffIdentity, colleague: StaffIdentity) -> None:
    if not team_rules.may_arrange(staff.bindings, colleague.bindings):
        raise NotAllowed("arranged by an administrator above all their places")


async def _locked(session: AsyncSession, staff_id: UUID) -> StaffPresence:
    """Nothing is given to them meanwhile. A row made for it says nothing of their being there."""
    await session.execute(insert(StaffPresence).values(staff_id=staff_id).on_conflict_do_nothing())
    return (
        await session.scalars(
            select(StaffPresence)
            .where(StaffPresence.staff_id == staff_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).one()


async def _check(
    session: AsyncSession, colleague: StaffIdentity, before: Arranged, wanted: Arrangement
) -> None:
    """A place once chosen may stay, wherever roles have gone since; it gives them nothing."""
    if not 1 <= wanted.capacity <= MOST_AT_ONCE:
        raise Refused(ErrorCode.invalid_payload, f"one to {MOST_AT_ONCE} at once")
    if wanted.skills.trades - BY_CODE.keys() - {team_rules.UNKNOWN_TRADE}:
        raise Refused(ErrorCode.invalid_payload, "no such trade")
    fresh = wanted.skills.places - before.skills.places
    known = await place_names(session, fresh)
    if not all(path in known and colleague.may_see(path) for path in fresh):
        raise Refused(ErrorCode.invalid_payload, "a place they are not responsible for")
    if wanted.monday is not None and wanted.monday.weekday() != 0:
        raise Refused(ErrorCode.invalid_payload, "a week begins on Monday")
    if shift_rules.troubles(wanted.shifts or (), repeats=wanted.monday is None):
        raise Refused(ErrorCode.invalid_payload, "shifts that make no week")
