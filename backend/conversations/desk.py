"""Conversations as staff see them: who waits for a person, who wrote lately, one thread."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.conversations import handoffs
from backend.conversations.masking import without_tokens
from backend.conversations.models import (
    Contact,
    Delivery,
    Direction,
    Handoff,
    Message,
    PrivateValue,
)
from backend.conversations.placeholders import put_back, tokens_in
from backend.database import utc_now
from backend.documents.service import get_document
from backend.errors import NotFound, Refused
from backend.membership.queue import contacts_under
from backend.privacy import audit
from backend.staff import reveals
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import county_codes_under, under

PAGE_SIZE = 50
THREAD_SIZE = 200
LONGEST_NOTE = 500
PHOTO = "photo"
RECORDING = "recording"
VIDEO = "video"
_MEDIA_TYPES = {PHOTO: "image/", RECORDING: "audio/", VIDEO: "video/"}
_FAILURES_SHOWN = timedelta(days=30)
_LINK = re.compile(r"<a\s[^>]*>(.*?)</a>", re.DOTALL)


async def waiting(session: AsyncSession, staff: StaffIdentity) -> Sequence[Handoff]:
    """Open hand-offs: urgent ones first, then by what is due first."""
    rows = await session.scalars(
        select(Handoff)
        .where(Handoff.resolved_at.is_(None), under(Handoff.division_path, staff.visible_paths))
        .order_by(Handoff.urgent.desc(), Handoff.due_at)
        .limit(500)
    )
    return rows.all()


async def recent(
    session: AsyncSession, staff: StaffIdentity, *, page: int = 1, undelivered: bool = False
) -> Sequence[Contact]:
    """One more than a page when there is a next one."""
    wanted = Contact.id.in_(_with_undelivered()) if undelivered else true()
    rows = await session.scalars(
        select(Contact)
        .where(Contact.last_inbound_at.is_not(None), _visible_to(staff), wanted)
        .order_by(Contact.last_inbound_at.desc())
        .limit(PAGE_SIZE + 1)
        .offset((max(page, 1) - 1) * PAGE_SIZE)
    )
    return rows.all()


async def undelivered(session: AsyncSession, contact_ids: Iterable[UUID]) -> dict[UUID, Message]:
    """The newest message of each that waits or did not arrive."""
    rows = await session.scalars(
        select(Message)
        .ext(distinct_on(Message.contact_id))
        .where(Message.contact_id.in_(set(contact_ids)), _did_not_arrive())
        .order_by(Message.contact_id, Message.seq.desc())
    )
    return {message.contact_id: message for message in rows}


async def unheard_about(session: AsyncSession, contact_id: UUID, number: str) -> Sequence[Message]:
    """Of what names this number: what waits or did not arrive, and what is just to be sent."""
    rows = await session.scalars(
        select(Message)
        .where(
            Message.contact_id == contact_id,
            or_(_did_not_arrive(), Message.delivery == Delivery.queued),
            Message.text.contains(number, autoescape=True),
        )
        .order_by(Message.seq)
    )
    return rows.all()


async def count_undelivered(session: AsyncSession, staff: StaffIdentity) -> int:
    """People, not messages."""
    query = select(func.count()).select_from(Contact)
    return (
        await session.scalar(query.where(Contact.id.in_(_with_undelivered()), _visible_to(staff)))
    ) or 0


def _with_undelivered() -> Select[UUID]:
    return select(Message.contact_id).where(_did_not_arrive())


def _did_not_arrive() -> ColumnElement[bool]:
    """What failed is news for a month, what waits as long as it does."""
    since = utc_now() - _FAILURES_SHOWN
    return and_(
        # Spelled out, for the index that has only these.
        text("messages.delivery IN ('held', 'failed', 'uncertain')"),
        or_(Message.delivery == Delivery.held, Message.created_at > since),
    )


async def counties_of(session: AsyncSession, contact_ids: Iterable[UUID]) -> dict[UUID, str | None]:
    rows = await session.execute(
        select(Contact.id, Contact.county_code).where(Contact.id.in_(set(contact_ids)))
    )
    return {row.id: row.county_code for row in rows.all()}


async def last_messages(session: AsyncSession, contact_ids: Iterable[UUID]) -> dict[UUID, Message]:
    """What was said last; events say nothing."""
    rows = await session.scalars(
        select(Message)
        .ext(distinct_on(Message.contact_id))
        .where(Message.contact_id.in_(set(contact_ids)), Message.direction != Direction.event)
        .order_by(Message.contact_id, Message.seq.desc())
    )
    return {message.contact_id: message for message in rows}


@dataclass(frozen=True)
class Thread:
    """`earlier` is the position to ask for older messages with, when there are any."""

    contact: Contact
    messages: Sequence[Message]
    handoffs: Sequence[Handoff]
    earlier: int | None


async def get_contact_for(session: AsyncSession, staff: StaffIdentity, contact_id: UUID) -> Contact:
    """The console's only way to a conversation; outside one's places it does not exist."""
    contact = await session.scalar(
        select(Contact).where(Contact.id == contact_id, _visible_to(staff))
    )
    if contact is None:
        raise NotFound(f"contact {contact_id}")
    return contact


async def visible_among(
    session: AsyncSession, staff: StaffIdentity, contact_ids: Iterable[UUID]
) -> set[UUID]:
    """Whose conversation this staff member may open."""
    rows = await session.scalars(
        select(Contact.id).where(Contact.id.in_(set(contact_ids)), _visible_to(staff))
    )
    return set(rows.all())


async def thread_for(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID, *, before: int | None = None
) -> Thread:
    contact = await get_contact_for(session, staff, contact_id)
    query = select(Message).where(Message.contact_id == contact.id)
    if before is not None:
        query = query.where(Message.seq < before)
    rows = await session.scalars(query.order_by(Message.seq.desc()).limit(THREAD_SIZE + 1))
    newest_first = rows.all()
    shown = newest_first[:THREAD_SIZE]
    earlier = shown[-1].seq if len(newest_first) > THREAD_SIZE else None
    return Thread(contact, shown[::-1], await handoffs_of(session, contact.id), earlier)


async def handoffs_of(session: AsyncSession, contact_id: UUID) -> Sequence[Handoff]:
    """What one person asked a person for, oldest first; the caller has checked who may know."""
    rows = await session.scalars(
        select(Handoff).where(Handoff.contact_id == contact_id).order_by(Handoff.requested_at)
    )
    return rows.all()


async def open_reasons(session: AsyncSession, contact_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """What each still asks a person for, the urgent first."""
    rows = await session.execute(
        select(Handoff.contact_id, Handoff.reason)
        .where(Handoff.contact_id.in_(set(contact_ids)), Handoff.resolved_at.is_(None))
        .order_by(Handoff.urgent.desc(), Handoff.requested_at)
    )
    reasons: dict[UUID, list[str]] = {}
    for row in rows.all():
        reasons.setdefault(row.contact_id, []).append(row.reason)
    return reasons


async def messages_after(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID, seq: int, *, limit: int = 20
) -> Sequence[Message]:
    """What was said since, oldest first; events tell nothing here."""
    contact = await get_contact_for(session, staff, contact_id)
    rows = await session.scalars(
        select(Message)
        .where(
            Message.contact_id == contact.id,
            Message.seq > seq,
            Message.direction != Direction.event,
        )
        .order_by(Message.seq)
        .limit(limit)
    )
    return rows.all()


async def readable(session: AsyncSession, messages: Iterable[Message]) -> dict[UUID, str]:
    """Message texts with numbers masked where their tokens stand, and no names."""
    messages = list(messages)
    tokens = {token for message in messages for _, token in tokens_in(message.text)}
    rows = await session.execute(
        select(PrivateValue.id, PrivateValue.masked).where(PrivateValue.id.in_(tokens))
    )
    masks = {row.id: row.masked for row in rows.all()}
    return {message.id: without_tokens(put_back(_as_read(message), masks)) for message in messages}


def _as_read(message: Message) -> str:
    """WeChat shows the label of a link of ours; what people type, it shows as typed."""
    is_ours = message.direction == Direction.outbound
    return _LINK.sub(r"\1", message.text) if is_ours else message.text


async def resolve_handoff(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID, handoff_id: UUID, note: str
) -> Handoff:
    """标记已处理. What was done is written down; whoever comes later needs to know.

    It says nothing to the person: only who has the conversation speaks (decision 0017).
    """
    note = _given(note)
    handoff = await session.scalar(
        select(Handoff).where(
            Handoff.id == handoff_id,
            Handoff.contact_id == contact_id,
            under(Handoff.division_path, staff.visible_paths),
        )
    )
    if handoff is None:
        raise NotFound(f"handoff {handoff_id}")
    return await handoffs.resolve(session, staff.id, handoff_id, note)


async def document_in_thread(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID, document_id: UUID
) -> UUID:
    """The document, if it was sent in this conversation and the conversation is theirs to see."""
    contact = await get_contact_for(session, staff, contact_id)
    found = await session.scalar(
        select(Message.document_id).where(
            Message.contact_id == contact.id, Message.document_id == document_id
        )
    )
    if found is None:
        raise NotFound(f"document {document_id}")
    return found


async def is_sent_by_us(session: AsyncSession, contact_id: UUID, document_id: UUID) -> bool:
    """A colleague's own photo: whoever may see the conversation sees what was said in it."""
    found = select(Message.id).where(
        Message.contact_id == contact_id,
        Message.document_id == document_id,
        Message.direction == Direction.outbound,
    )
    return await session.scalar(found.limit(1)) is not None


async def reveal(
    session: AsyncSession,
    staff: StaffIdentity,
    contact_id: UUID,
    document_id: UUID,
    reason: str,
    *,
    what: str,
) -> None:
    """`what` is PHOTO, RECORDING or VIDEO, and that is what the document must be."""
    reason = _given(reason)
    found = await document_in_thread(session, staff, contact_id, document_id)
    if not (await get_document(session, found)).media_type.startswith(_MEDIA_TYPES[what]):
        raise NotFound(f"{what} {document_id}")
    await reveals.remember(session, staff, found, [what])
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff.id,
        action=f"{what}_revealed",
        subject_kind="document",
        subject_id=found,
        data={"contact": str(contact_id), "reason": reason},
    )


def _given(words: str) -> str:
    words = words.strip()
    if not words or len(words) > LONGEST_NOTE:
        raise Refused(ErrorCode.invalid_payload, "a note of 1 to 500 characters is needed")
    return words


def _visible_to(staff: StaffIdentity) -> ColumnElement[bool]:
    """Known to be in one's places by the county, an application or a hand-off.

    Who has told nothing yet belongs to no county; only the whole province sees them.
    """
    paths = staff.visible_paths
    if any("/" not in path for path in paths):
        return true()
    asked = select(Handoff.contact_id).where(under(Handoff.division_path, paths))
    return or_(
        Contact.county_code.in_(county_codes_under(paths)),
        Contact.id.in_(asked),
        Contact.id.in_(contacts_under(paths)),
    )
