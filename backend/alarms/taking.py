"""我来处理: whoever says it has looked, and nobody's phone rings for it any more."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.ending import end
from backend.alarms.models import Alarm
from backend.alarms.service import get_alarm_for
from backend.cases.access import hold_case
from backend.cases.incidents import hold_incident
from backend.conversations import owning
from backend.staff.identity import StaffIdentity

_HOLD = {"contact": owning.hold, "case": hold_case, "incident": hold_incident}


async def acknowledge(session: AsyncSession, staff: StaffIdentity, alarm_id: UUID) -> Alarm:
    """It rings no more. Who comes second finds it taken, and no harm done."""
    alarm = await _held(session, staff, alarm_id)
    if alarm.acknowledged_at is not None:
        return alarm
    await end(session, [alarm], why="taken", staff_id=staff.id, action="alarm_acknowledged")
    return alarm


async def _held(session: AsyncSession, staff: StaffIdentity, alarm_id: UUID) -> Alarm:
    """The row it is about is locked first, as by everybody who ends, moves or raises an alarm."""
    held: set[UUID] = set()
    while (alarm := await get_alarm_for(session, staff, alarm_id)).subject_id not in held:
        # Once more where it was passed on meanwhile: to a case its conversation became.
        held.add(alarm.subject_id)
        await _HOLD[alarm.subject_kind](session, alarm.subject_id)
    return alarm
