"""Internal notes, the colleagues they name with @username, and whom else an event calls."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.access import get_case_for, is_seen_by, may_act
from backend.cases.history import append
from backend.cases.models import Case, CaseEvent, CaseMention, EventKind
from backend.cases.wording import LONGEST_NOTE, given
from backend.database import utc_now
from backend.desk.feed import publish
from backend.errors import NotAllowed
from backend.privacy.audit import Actor
from backend.staff.colleagues import colleagues_named
from backend.staff.identity import StaffIdentity

_NAMED = re.compile(r"@([\w.-]{1,40})")
MOST_SHOWN: Final = 50


@dataclass(frozen=True)
class Mention:
    case_id: UUID
    number: str
    kind: str
    note: str
    by_staff_id: UUID | None
    at: datetime


async def note(session: AsyncSession, staff: StaffIdentity, case_id: UUID, *, text: str) -> Case:
    """Needs no revision: a note takes nothing away from what others do."""
    case = await get_case_for(session, staff, case_id, lock=True)
    if not await may_act(session, staff, case, EventKind.noted):
        raise NotAllowed(f"case {case_id}")
    text = given(text, at_most=LONGEST_NOTE)
    named = await _named(session, case_id, text, but=staff.id)
    event = await append(
        session,
        case,
        EventKind.noted,
        actor=Actor.staff,
        staff_id=staff.id,
        note=text,
        data={"mentions": [str(each) for each in named]},
    )
    for each in named:
        await _mention(session, case, event, each)
    return case


async def call_back(session: AsyncSession, case: Case, event: CaseEvent, to: UUID) -> None:
    """What somebody sent away has come back: they see it as if a note had named them."""
    if event.staff_id != to and await is_seen_by(session, to, case.id):
        await _mention(session, case, event, to)


async def unseen(session: AsyncSession, staff: StaffIdentity) -> Sequence[Mention]:
    """Newest first."""
    rows = await session.execute(
        select(
            Case.id,
            Case.number,
            CaseEvent.kind,
            CaseEvent.note,
            CaseEvent.staff_id,
            CaseMention.at,
        )
        .select_from(CaseMention)
        .join(CaseEvent, CaseEvent.id == CaseMention.event_id)
        .join(Case, Case.id == CaseMention.case_id)
        .where(CaseMention.staff_id == staff.id, CaseMention.seen_at.is_(None))
        .order_by(CaseMention.at.desc())
        .limit(MOST_SHOWN)
    )
    return [Mention(*row) for row in rows.all()]


async def mark_seen(session: AsyncSession, staff: StaffIdentity, case_id: UUID) -> None:
    """Opening the case is seeing what was written there."""
    await session.execute(
        update(CaseMention)
        .where(
            CaseMention.case_id == case_id,
            CaseMention.staff_id == staff.id,
            CaseMention.seen_at.is_(None),
        )
        .values(seen_at=utc_now())
    )


async def _named(session: AsyncSession, case_id: UUID, text: str, *, but: UUID) -> Sequence[UUID]:
    """Only who may see the case is called to it."""
    found: list[UUID] = []
    for colleague in await colleagues_named(session, _usernames(text)):
        if colleague.id != but and await is_seen_by(session, colleague.id, case_id):
            found.append(colleague.id)
    return found


def _usernames(text: str) -> Iterable[str]:
    return _NAMED.findall(text)[:20]


async def _mention(session: AsyncSession, case: Case, event: CaseEvent, staff_id: UUID) -> None:
    session.add(CaseMention(event_id=event.id, case_id=case.id, staff_id=staff_id, at=event.at))
    await session.flush()
    await publish(
        session,
        kind="case",
        subject_id=case.id,
        division_path=case.division_path,
        staff_id=staff_id,
        data={"event": "mentioned", "number": case.number, "revision": case.revision},
    )
