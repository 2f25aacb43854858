"""An alarm ends when what it is about is over or in somebody's hands; it goes where that goes.

Each of these is called by who holds the row the alarm is about (decision 0016).
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.models import Alarm
from backend.alarms.service import publish
from backend.database import utc_now
from backend.privacy import audit
from backend.privacy.audit import Actor
from backend.unions.service import get_union


async def ringing_about(
    session: AsyncSession, subject_id: UUID, kinds: Iterable[str] | None = None
) -> Sequence[Alarm]:
    """Locked in the order of their ids; of all kinds where none are named."""
    query = select(Alarm).where(Alarm.subject_id == subject_id, Alarm.acknowledged_at.is_(None))
    if kinds is not None:
        query = query.where(Alarm.kind.in_(list(kinds)))
    query = query.order_by(Alarm.id).with_for_update()
    rows = await session.scalars(query.execution_options(populate_existing=True))
    return rows.all()


async def end_about(
    session: AsyncSession,
    subject_id: UUID,
    *,
    why: str,
    kinds: Iterable[str] | None = None,
    staff_id: UUID | None = None,
) -> None:
    alarms = await ringing_about(session, subject_id, kinds)
    await end(session, alarms, why=why, staff_id=staff_id)


async def end(
    session: AsyncSession,
    alarms: Sequence[Alarm],
    *,
    why: str,
    staff_id: UUID | None = None,
    action: str = "alarm_ended",
) -> None:
    """`why` is the act that ended them; without `staff_id` nobody took them, they are just over."""
    for alarm in alarms:
        alarm.acknowledged_at, alarm.acknowledged_by = utc_now(), staff_id
        alarm.next_page_at = None
        await publish(session, alarm)
        await audit.record(
            session,
            actor=Actor.staff if staff_id else Actor.system,
            actor_id=staff_id,
            action=action,
            subject_kind="alarm",
            subject_id=alarm.id,
            division_path=alarm.division_path,
            data={"kind": alarm.kind, "pages": alarm.pages, "why": why},
        )


async def move(
    session: AsyncSession, subject_id: UUID, *, to_union_id: UUID, from_union_id: UUID
) -> None:
    """The matter answers to another union now: what rang at the first rings there, from its phone up.

    What had been raised further up stays where it was.
    """
    union = await get_union(session, to_union_id)
    for alarm in await ringing_about(session, subject_id):
        if alarm.union_id != from_union_id or to_union_id == from_union_id:
            continue
        # Lists of the place it leaves look again, like those of the one it comes to.
        await publish(session, alarm, at_its_end=True)
        alarm.union_id, alarm.division_path = union.id, union.division_path
        alarm.level, alarm.next_page_at = 0, utc_now()
        await publish(session, alarm)


async def pass_on(session: AsyncSession, alarms: Sequence[Alarm], *, case_id: UUID) -> None:
    """What rang for somebody's conversation goes on ringing for the case it became, as high as it was."""
    for alarm in alarms:
        alarm.subject_kind, alarm.subject_id = "case", case_id
        await publish(session, alarm)
