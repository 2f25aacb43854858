"""Who is there: the duty switch, a heartbeat every 20 s, planned shifts, and how many at once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.database import utc_now
from backend.desk import feed, rules
from backend.desk.models import StaffPresence, StaffShift, StaffSkill
from backend.errors import Refused
from backend.privacy import audit
from backend.staff.colleagues import colleagues_for
from backend.staff.identity import StaffIdentity

PRESENCE = "presence"
MOST_AT_ONCE = 30


async def beat(session: AsyncSession, staff_id: UUID) -> None:
    """The page is open. Says nothing about duty; a heartbeat is no activity of the session."""
    await session.execute(
        insert(StaffPresence)
        .values(staff_id=staff_id, heartbeat_at=utc_now())
        .on_conflict_do_update(
            index_elements=[StaffPresence.staff_id], set_={"heartbeat_at": utc_now()}
        )
    )


async def come_on_duty(session: AsyncSession, staff_id: UUID, *, automatically: bool) -> None:
    """`automatically`: conversations may be given to them; whoever takes one by hand is on duty too."""
    now = utc_now()
    fresh = {"is_on_duty": True, "heartbeat_at": now}
    # Who only took one by hand is given no more by itself, least of all the one they passed on.
    kept = and_(StaffPresence.is_on_duty, StaffPresence.takes_automatically)
    again = fresh | {"takes_automatically": True if automatically else kept}
    await session.execute(
        insert(StaffPresence)
        .values(staff_id=staff_id, takes_automatically=automatically, **fresh)
        .on_conflict_do_update(index_elements=[StaffPresence.staff_id], set_=again)
    )


async def stop_giving(session: AsyncSession, staff_id: UUID) -> None:
    """Silent towards somebody who waits: what they have stays, more comes only when they say so."""
    presence = await presence_of(session, staff_id)
    if presence is not None:
        presence.takes_automatically = False
        await tell(session, presence)


async def set_capacity(session: AsyncSession, staff: StaffIdentity, capacity: int) -> None:
    if not 1 <= capacity <= MOST_AT_ONCE:
        raise Refused(ErrorCode.invalid_payload, "one to thirty at once")
    await beat(session, staff.id)
    (await session.get_one(StaffPresence, staff.id, populate_existing=True)).capacity = capacity


async def presence_of(session: AsyncSession, staff_id: UUID) -> StaffPresence | None:
    return await session.get(StaffPresence, staff_id, populate_existing=True)


def is_at_desk(presence: StaffPresence | None, now: datetime) -> bool:
    return (
        presence is not None
        and presence.is_on_duty
        and not rules.is_gone(presence.heartbeat_at, now)
    )


async def at_work(session: AsyncSession, division_path: str) -> Sequence[UUID]:
    """On duty, present, and responsible for the place."""
    on_duty = await session.scalars(
        select(StaffPresence.staff_id).where(
            StaffPresence.is_on_duty, StaffPresence.heartbeat_at > utc_now() - rules.GONE_AFTER
        )
    )
    present = set(on_duty)
    if not present:
        return []
    return [each.id for each in await colleagues_for(session, division_path) if each.id in present]


async def lock_candidates(
    session: AsyncSession, division_path: str, trade: str | None
) -> Sequence[StaffPresence]:
    """Who may be given a conversation now; their rows are locked, so that none is given too many."""
    now = utc_now()
    shift, skill = StaffShift, StaffSkill
    has_shifts = exists().where(shift.staff_id == StaffPresence.staff_id, shift.ends_at > now)
    is_on_shift = exists().where(
        shift.staff_id == StaffPresence.staff_id, shift.starts_at <= now, shift.ends_at > now
    )
    has_skills = exists().where(skill.staff_id == StaffPresence.staff_id)
    knows = exists().where(skill.staff_id == StaffPresence.staff_id, skill.trade == trade)
    rows = await session.scalars(
        select(StaffPresence)
        .where(
            StaffPresence.staff_id.in_(await at_work(session, division_path)),
            StaffPresence.takes_automatically,
            or_(~has_shifts, is_on_shift),
            or_(~has_skills, knows),
        )
        .order_by(StaffPresence.staff_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def set_skills(session: AsyncSession, staff_id: UUID, trades: set[str]) -> None:
    """None at all: they know every trade."""
    await session.execute(delete(StaffSkill).where(StaffSkill.staff_id == staff_id))
    session.add_all(StaffSkill(staff_id=staff_id, trade=trade) for trade in sorted(trades))
    await session.flush()


async def plan_shift(
    session: AsyncSession, planner: StaffIdentity, staff_id: UUID, start: datetime, end: datetime
) -> StaffShift:
    if end <= start:
        raise Refused(ErrorCode.invalid_payload, "a shift ends after it starts")
    shift = StaffShift(staff_id=staff_id, starts_at=start, ends_at=end)
    session.add(shift)
    await session.flush()
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=planner.id,
        action="shift_planned",
        subject_kind="staff",
        subject_id=staff_id,
        data={"from": start.isoformat(), "until": end.isoformat()},
    )
    return shift


async def shifts_from(session: AsyncSession, at: datetime) -> Sequence[StaffShift]:
    rows = await session.scalars(
        select(StaffShift).where(StaffShift.ends_at > at).order_by(StaffShift.starts_at).limit(500)
    )
    return rows.all()


async def tell(session: AsyncSession, presence: StaffPresence) -> None:
    """To this staff member's own pages only."""
    await session.flush()
    await feed.publish(
        session,
        kind=PRESENCE,
        subject_id=presence.staff_id,
        division_path="",
        staff_id=presence.staff_id,
        data={
            "is_on_duty": presence.is_on_duty,
            "takes_automatically": presence.takes_automatically,
        },
    )
