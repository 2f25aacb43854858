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
_PHOTO_HINT = "发来一张照片"


async def said_already(session: AsyncSession, contact_id: UUID, client_id: UUID) -> UUID | None:
    """The message a page has sent under this id; asked under the contact's lock."""
    return await session.scalar(
        select(Message.id).where(
            Message.dedupe_key == _key(client_id), Message.contact_id == contact_id
        )
    )


async def say(
    session: AsyncSession,
    contact_id: UUID,
    text: str,
    *,
    staff_id: UUID,
    client_id: UUID,
    photo_id: UUID | None = None,
) -> UUID:
    """Into the outbox, with a notice for when it has to wait. The caller has checked the fence.

    A photo goes first, as a message of its own: the platform knows no captions.
    """
    said = []
    if photo_id is not None:
        notice = None if text else _notice(_PHOTO_HINT)
        said.append(
            await notify(session, contact_id, "", author="staff", notice=notice, photo_id=photo_id)
        )
    if text:
        said.append(await notify(session, contact_id, text, author="staff", notice=_notice(text)))
    for message_id, key in zip(said, (_key(client_id), f"{_key(client_id)}:words"), strict=False):
        await session.execute(
            update(Message)
            .where(Message.id == message_id)
            .values(staff_id=staff_id, dedupe_key=key)
        )
    return said[0]


def _notice(hint: str) -> NoticeContent:
    values = {"subject": _SUBJECT, "at": spoken_time(utc_now()), "hint": hint}
    return NoticeContent(NoticeKind.staff_reply, values)


def _key(client_id: UUID) -> str:
    """Of the first message sent under this id, whatever follows it."""
    return f"reply:{client_id}"
