"""What a staff member says to a person: stored once however often the page sends it."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.notices import NoticeKind
from backend.conversations.bubbles import NoticeContent
from backend.conversations.models import Message
from backend.conversations.notice_fields import spoken_time
from backend.conversations.service import notify
from backend.database import utc_now

_SUBJECT = "工会工作人员回复了您"


async def said_already(session: AsyncSession, contact_id: UUID, client_id: UUID) -> UUID | None:
    """The message a page has sent under this id; asked under the contact's lock."""
    return await session.scalar(
        select(Message.id).where(
            Message.dedupe_key == _key(client_id), Message.contact_id == contact_id
        )
    )


async def say(
    session: AsyncSession, contact_id: UUID, text: str, *, staff_id: UUID, client_id: UUID
) -> UUID:
    """Into the outbox, with a notice for when it has to wait. The caller has checked the fence."""
    message_id = await notify(
        session,
        contact_id,
        text,
        author="staff",
        notice=NoticeContent(
            NoticeKind.staff_reply,
            {"subject": _SUBJECT, "at": spoken_time(utc_now()), "hint": text},
        ),
    )
    await session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(staff_id=staff_id, dedupe_key=_key(client_id))
    )
    return message_id


def _key(client_id: UUID) -> str:
    return f"reply:{client_id}"
