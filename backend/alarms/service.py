"""Raise an alarm, and see what rings. How it ends is in `taking` and `ending`."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.models import Alarm
from backend.alarms.rules import DANGER
from backend.database import utc_now
from backend.desk import feed
from backend.errors import NotFound
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import under
from backend.unions.service import get_union

MOST_SHOWN = 100


async def raise_alarm(
    session: AsyncSession, *, kind: str, subject_kind: str, subject_id: UUID, union_id: UUID
) -> Alarm:
    """One alarm per kind and subject rings at a time; acknowledged, the next one rings anew.

    The caller holds the row it is about, as everybody who locks an alarm (decision 0016).
    """
    union = await get_union(session, union_id)
    now = utc_now()
    raised = await session.scalar(
        insert(Alarm)
        .values(
            id=uuid4(),
            kind=kind,
            subject_kind=subject_kind,
            subject_id=subject_id,
            union_id=union.id,
            division_path=union.division_path,
            raised_at=now,
            level=0,
            pages=0,
            next_page_at=now,
        )
        # Written to no effect where one rings already, so that it is locked and returned.
        .on_conflict_do_update(
            index_elements=["kind", "subject_id"],
            index_where=text("acknowledged_at IS NULL"),
            set_={"subject_kind": subject_kind},
        )
        .returning(Alarm)
        .execution_options(populate_existing=True)
    )
    assert raised is not None
    if raised.raised_at == now:
        await publish(session, raised)
    return raised


async def open_alarms(session: AsyncSession, staff: StaffIdentity) -> Sequence[Alarm]:
    """Who is in danger comes first, then who has waited longest."""
    rows = await session.scalars(
        select(Alarm)
        .where(Alarm.acknowledged_at.is_(None), under(Alarm.division_path, staff.visible_paths))
        .order_by(Alarm.kind.in_(DANGER).desc(), Alarm.raised_at)
        .limit(MOST_SHOWN)
    )
    return rows.all()


async def open_about(
    session: AsyncSession, staff: StaffIdentity, subject_id: UUID
) -> Sequence[Alarm]:
    """What rings for one person or case."""
    rows = await session.scalars(
        select(Alarm)
        .where(
            Alarm.subject_id == subject_id,
            Alarm.acknowledged_at.is_(None),
            under(Alarm.division_path, staff.visible_paths),
        )
        .order_by(Alarm.raised_at)
    )
    return rows.all()


async def count_open(session: AsyncSession, staff: StaffIdentity) -> int:
    found = select(func.count()).select_from(Alarm)
    return (
        await session.scalar(
            found.where(
                Alarm.acknowledged_at.is_(None), under(Alarm.division_path, staff.visible_paths)
            )
        )
        or 0
    )


async def last_taken(session: AsyncSession, staff: StaffIdentity, subject_id: UUID) -> Alarm | None:
    """By a colleague; what came to its end by itself was taken by nobody."""
    return await session.scalar(
        select(Alarm)
        .where(
            Alarm.subject_id == subject_id,
            Alarm.acknowledged_by.is_not(None),
            under(Alarm.division_path, staff.visible_paths),
        )
        .order_by(Alarm.acknowledged_at.desc())
        .limit(1)
    )


async def get_alarm_for(session: AsyncSession, staff: StaffIdentity, alarm_id: UUID) -> Alarm:
    """The console's only way to an alarm; outside one's places it does not exist."""
    alarm = await session.scalar(
        select(Alarm)
        .where(Alarm.id == alarm_id, under(Alarm.division_path, staff.visible_paths))
        .execution_options(populate_existing=True)
    )
    if alarm is None:
        raise NotFound(f"alarm {alarm_id}")
    return alarm


async def publish(session: AsyncSession, alarm: Alarm, *, at_its_end: bool = False) -> None:
    """To every page of the place: that it rings, or rings no more."""
    await feed.publish(
        session,
        kind="alarm",
        subject_id=alarm.id,
        division_path=alarm.division_path,
        data={
            "alarm_id": str(alarm.id),
            "kind": alarm.kind,
            "subject_kind": alarm.subject_kind,
            "subject_id": str(alarm.subject_id),
            "is_open": alarm.acknowledged_at is None and not at_its_end,
        },
    )
