"""Nobody's case stays with somebody who has left: it goes back into the queue of its union."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.conditions import is_open
from backend.cases.history import append
from backend.cases.kinds import EventKind
from backend.cases.models import Case
from backend.privacy.audit import Actor
from backend.staff.colleagues import closed_accounts

_BATCH: Final = 20


async def release_left_behind(session: AsyncSession) -> int:
    """How many were released; more may follow."""
    rows = await session.scalars(
        select(Case)
        .where(is_open(), Case.staff_id.in_(closed_accounts()))
        # In no order: by number, it would be looked for through the whole table.
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    cases = rows.all()
    for case in cases:
        left, case.staff_id = str(case.staff_id), None
        data = {"staff_id": None, "from_staff_id": left}
        await append(session, case, EventKind.assigned, actor=Actor.system, data=data)
    return len(cases)
