"""Who is there: the duty switch, a heartbeat every 20 s, and who may be given somebody now."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import utc_now
from backend.desk import feed, rosters, rules, skills
from backend.desk.models import StaffPresence
from backend.staff.colleagues import colleagues_for

PRESENCE = "presence"


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


async def go_off_duty(session: AsyncSession, staff_id: UUID) -> None:
    presence = await presence_of(session, staff_id)
    if presence is not None:
        presence.is_on_duty = False
        await tell(session, presence)


async def stop_giving(session: AsyncSession, staff_id: UUID) -> None:
    """Silent towards somebody who waits: what they have stays, more comes only when they say so."""
    presence = await presence_of(session, staff_id)
    if presence is not None:
        presence.takes_automatically = False
        await tell(session, presence)


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
    """Who may be given a conversation now; their rows are locked, so that none is given too many.

    Skills and shifts are read under that lock, which whoever changes them holds too.
    """
    rows = await session.scalars(
        select(StaffPresence)
        .where(
            StaffPresence.staff_id.in_(await at_work(session, division_path)),
            StaffPresence.takes_automatically,
            # Once more, of the row as it is locked: who has just left is given nobody.
            StaffPresence.is_on_duty,
        )
        .order_by(StaffPresence.staff_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    locked = rows.all()
    fit = await skills.fit_for(session, [each.staff_id for each in locked], division_path, trade)
    on_shift = await rosters.on_shift(session, fit, utc_now())
    return [each for each in locked if each.staff_id in on_shift]


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
