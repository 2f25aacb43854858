"""Alarms that ring: claimed, posted with no transaction open, counted, and passed on up the tree."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms import duty_phones, rules
from backend.alarms.duty_phones import Phone
from backend.alarms.models import Alarm
from backend.database import utc_now
from backend.unions.lookup import union_names

logger = logging.getLogger(__name__)

# Longer than every try at every place takes; after that another worker may ring.
_LEASE = timedelta(minutes=2)


@dataclass(frozen=True)
class Ringing:
    """`phones` are those to try in turn until one takes the page; each is further up."""

    alarm_id: UUID
    kind: str
    union_id: UUID
    union: str
    raised_at: datetime
    pages: int
    phones: tuple[Phone, ...]


async def claim(session: AsyncSession, *, limit: int) -> list[Ringing]:
    """Due alarms that nobody else is ringing. One that has no phone is looked at again later."""
    now = utc_now()
    rows = await session.scalars(
        select(Alarm)
        .where(Alarm.acknowledged_at.is_(None), Alarm.next_page_at <= now)
        .order_by(Alarm.next_page_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    alarms = rows.all()
    names = await union_names(session, [alarm.union_id for alarm in alarms])
    ringing = []
    for alarm in alarms:
        phones = await duty_phones.phones_up(session, alarm.union_id, alarm.division_path)
        alarm.next_page_at = now + (_LEASE if phones else rules.RETRY_AFTER)
        if phones:
            ringing.append(_ringing(alarm, phones, names[alarm.union_id]))
    return ringing


async def settle(session: AsyncSession, ringing: Ringing, reached: Phone | None) -> None:
    """Counts the page; next time it rings one place further up, or at the top again."""
    alarm = await session.get(Alarm, ringing.alarm_id, with_for_update=True)
    if alarm is None:
        return
    if reached is not None:
        alarm.pages += 1
        alarm.level = reached.level + 1
    if alarm.acknowledged_at is not None:
        return
    if alarm.union_id != ringing.union_id:
        # It answers to another union since, and rings there from the bottom.
        alarm.level, alarm.next_page_at = 0, utc_now()
        return
    if reached is None:
        alarm.next_page_at = utc_now() + rules.RETRY_AFTER
        logger.warning("alarm %s reached no duty phone", alarm.id)
        return
    is_top = reached.level == max(phone.level for phone in ringing.phones)
    pause = rules.ring_again_after(alarm.pages) if is_top else rules.CLIMB_AFTER
    alarm.next_page_at = utc_now() + pause
    logger.info("alarm %s paged at level %d", alarm.id, reached.level)


def _ringing(alarm: Alarm, phones: list[Phone], union: str) -> Ringing:
    """Where nobody is further up, the highest rings again."""
    above = [phone for phone in phones if phone.level >= alarm.level]
    return Ringing(
        alarm.id,
        alarm.kind,
        alarm.union_id,
        union,
        alarm.raised_at,
        alarm.pages,
        tuple(above or phones[-1:]),
    )
