"""Short words staff put on cases to find them again."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.access import get_case_for, may_act, scope_of
from backend.cases.history import append
from backend.cases.models import Case, EventKind
from backend.contracts.errors import ErrorCode
from backend.database import utc_now
from backend.errors import NotAllowed, Refused
from backend.privacy.audit import Actor
from backend.staff.identity import StaffIdentity

LONGEST: Final = 20
MOST: Final = 10
_RECENT_CASES: Final = 2000
_BETWEEN: Final = re.compile(r"[,，、;；\s]+")


async def set_tags(
    session: AsyncSession,
    staff: StaffIdentity,
    case_id: UUID,
    *,
    tags: Iterable[str],
    shown: Iterable[str] | None = None,
) -> Case:
    """All of them at once; the same as before changes nothing.

    `shown`: those that stood where they were typed; others were put on meanwhile, and stay.
    """
    case = await get_case_for(session, staff, case_id, lock=True)
    if not await may_act(session, staff, case, EventKind.edited):
        raise NotAllowed(f"case {case_id}")
    stood = set(case.tags if shown is None else shown)
    meanwhile = [tag for tag in case.tags if tag not in stood and not stood.issuperset(among(tag))]
    wanted = list(dict.fromkeys(tag.strip() for tag in (*tags, *meanwhile) if tag.strip()))
    if len(wanted) > MOST or any(len(tag) > LONGEST for tag in wanted):
        raise Refused(ErrorCode.invalid_payload, "too many tags, or too long", why="tags")
    if wanted == list(case.tags):
        return case
    case.tags = wanted
    await append(
        session,
        case,
        EventKind.edited,
        actor=Actor.staff,
        staff_id=staff.id,
        data={"fields": ["tags"], "tags": wanted},
        now=utc_now(),
    )
    return case


def among(said: str) -> list[str]:
    """The tags in what somebody typed."""
    return [tag for tag in _BETWEEN.split(said) if tag]


async def add_tag(session: AsyncSession, staff: StaffIdentity, case_id: UUID, *, tag: str) -> Case:
    """One more, for many cases at once; two where two were typed."""
    case = await get_case_for(session, staff, case_id, lock=True)
    return await set_tags(session, staff, case_id, tags=[*case.tags, *among(tag)])


async def tags_in_use(session: AsyncSession, staff: StaffIdentity) -> Sequence[str]:
    """What the latest cases carry, most used first."""
    latest = (
        select(Case.tags)
        # Spelled out, for the indexes that have only these.
        .where(await scope_of(session, staff), text("cardinality(cases.tags) > 0"))
        .order_by(Case.opened_at.desc())
        .limit(_RECENT_CASES)
        .subquery()
    )
    tag = func.unnest(latest.c.tags).label("tag")
    each = select(tag).subquery()
    rows = await session.scalars(
        select(each.c.tag).group_by(each.c.tag).order_by(func.count().desc(), each.c.tag).limit(30)
    )
    return rows.all()
