"""快捷回复: of a union for itself and all below it, found by any word, filled in for the person at hand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.desk.models import CannedReply
from backend.errors import NotAllowed, NotFound, Refused
from backend.privacy import audit
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import places_covering, under
from backend.unions.service import get_union

VARIABLES = ("姓名", "编号", "工会")
LONGEST_TITLE = 40
LONGEST_TEXT = 1000
MOST_SHOWN = 30
_VARIABLE = re.compile(r"\{([^{}]*)\}")


class Rewritten(Refused):
    """Somebody changed the words after this colleague read them."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.conflict, "other words by now")


def fill_in(text: str, values: Mapping[str, str]) -> str:
    """What is not known stays as it stands, for the colleague to see and to write."""
    return _VARIABLE.sub(lambda found: values.get(found[1]) or found[0], text)


def unknown_variables(text: str) -> list[str]:
    return [name for name in _VARIABLE.findall(text) if name not in VARIABLES]


async def find(session: AsyncSession, division_path: str, q: str = "") -> Sequence[CannedReply]:
    """For a conversation there: the place's own and those from above; the most used first."""
    query = select(CannedReply).where(CannedReply.is_active, _above([division_path]))
    for word in q.split():
        query = query.where(_holds(word))
    rows = await session.scalars(
        query.order_by(CannedReply.used.desc(), CannedReply.title).limit(MOST_SHOWN)
    )
    return rows.all()


async def write(
    session: AsyncSession,
    staff: StaffIdentity,
    union_id: UUID,
    title: str,
    text: str,
    *,
    reply_id: UUID | None = None,
    seen: datetime | None = None,
) -> CannedReply:
    """A new one, or another wording; changed words are to be read again by who knows the law.

    `seen` is the `updated_at` of the words it replaces.
    """
    union = await get_union(session, union_id)
    if not staff.may_see(union.division_path):
        raise NotAllowed("another place's replies")
    reply = await _read(session, staff, reply_id, seen) if reply_id else CannedReply(used=0)
    title, text = title.strip(), text.strip()
    if not (0 < len(title) <= LONGEST_TITLE and 0 < len(text) <= LONGEST_TEXT):
        raise Refused(ErrorCode.invalid_payload, "a title and a text are needed")
    if unknown := unknown_variables(text):
        raise Refused(ErrorCode.invalid_payload, "unknown variables", variables=unknown)
    reply.union_id, reply.division_path = union.id, union.division_path
    reply.title, reply.text = title, text
    reply.is_reviewed, reply.is_active, reply.created_by = False, True, staff.id
    session.add(reply)
    await session.flush()
    await _audit(session, staff, reply, "canned_reply_written")
    return reply


async def mark_reviewed(
    session: AsyncSession, staff: StaffIdentity, reply_id: UUID, *, seen: datetime | None = None
) -> None:
    """四眼: whoever wrote it does not confirm it, and nobody what they have not read."""
    reply = await _read(session, staff, reply_id, seen)
    if reply.created_by == staff.id:
        raise NotAllowed("somebody else has to read it")
    reply.is_reviewed = True
    await _audit(session, staff, reply, "canned_reply_reviewed")


async def retire(session: AsyncSession, staff: StaffIdentity, reply_id: UUID) -> None:
    reply = await _theirs(session, staff, reply_id)
    reply.is_active = False
    await _audit(session, staff, reply, "canned_reply_retired")


async def count_use(session: AsyncSession, staff: StaffIdentity, reply_id: UUID) -> None:
    """Only of what is offered to them."""
    counted = await session.scalar(
        update(CannedReply)
        .where(CannedReply.id == reply_id, _offered_to(staff))
        .values(used=CannedReply.used + 1, updated_at=CannedReply.updated_at)
        .returning(CannedReply.id)
    )
    if counted is None:
        raise NotFound(f"canned reply {reply_id}")


async def _theirs(session: AsyncSession, staff: StaffIdentity, reply_id: UUID) -> CannedReply:
    reply = await session.get(CannedReply, reply_id)
    if reply is None or not staff.may_see(reply.division_path):
        raise NotFound(f"canned reply {reply_id}")
    return reply


async def _read(
    session: AsyncSession, staff: StaffIdentity, reply_id: UUID, seen: datetime | None
) -> CannedReply:
    reply = await _theirs(session, staff, reply_id)
    await session.refresh(reply, with_for_update=True)
    if seen is not None and reply.updated_at != seen:
        raise Rewritten
    return reply


async def _audit(
    session: AsyncSession, staff: StaffIdentity, reply: CannedReply, action: str
) -> None:
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff.id,
        action=action,
        subject_kind="canned_reply",
        subject_id=reply.id,
        division_path=reply.division_path,
    )


async def kept_for(
    session: AsyncSession, staff: StaffIdentity, q: str = ""
) -> Sequence[CannedReply]:
    """For the page that keeps them: of one's places and those above, retired ones last."""
    query = select(CannedReply).where(_offered_to(staff))
    for word in q.split():
        query = query.where(_holds(word))
    rows = await session.scalars(
        query.order_by(CannedReply.is_active.desc(), CannedReply.title).limit(200)
    )
    return rows.all()


def _offered_to(staff: StaffIdentity) -> ColumnElement[bool]:
    paths = staff.visible_paths
    return or_(under(CannedReply.division_path, paths), _above(paths))


def _above(paths: Iterable[str]) -> ColumnElement[bool]:
    above = {place for path in paths for place in places_covering(path)}
    return CannedReply.division_path.in_(above)


def _holds(word: str) -> ColumnElement[bool]:
    return or_(
        CannedReply.title.contains(word, autoescape=True),
        CannedReply.text.contains(word, autoescape=True),
    )
