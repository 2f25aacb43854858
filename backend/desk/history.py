"""Every change of hands leaves a line in the thread and a row in the audit log."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import owning
from backend.desk.models import DeskConversation
from backend.privacy import audit
from backend.staff.identity import StaffIdentity


async def write(
    session: AsyncSession,
    row: DeskConversation,
    action: str,
    staff: StaffIdentity | None,
    *,
    note: str = "",
    **data: Any,
) -> None:
    """Last in its transaction, as the audit log's lock is held from here on.

    `note` is for colleagues and stands in the thread; the log has ids only.
    """
    known = {name: str(value) for name, value in data.items() if value is not None}
    staff_id = staff.id if staff else None
    await owning.note_in_thread(
        session, row.contact_id, action, staff_id=staff_id, text=note, data=known
    )
    await audit.record(
        session,
        actor=audit.Actor.staff if staff else audit.Actor.system,
        actor_id=staff_id,
        action=action,
        subject_kind="contact",
        subject_id=row.contact_id,
        division_path=row.division_path,
        data=known,
    )
