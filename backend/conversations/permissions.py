"""Who may be sent which notice: each opt-in is good for one, and can be taken back."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.messages import NoticeChoice
from backend.conversations.models import Delivery, Message, NoticePermission
from backend.database import utc_now


async def learn_choices(
    session: AsyncSession, contact_id: UUID, choices: Sequence[NoticeChoice]
) -> None:
    """The person answered the question; every yes is one more send."""
    for choice in choices:
        if choice.accepted:
            await _allow(session, contact_id, choice.template_id, sends=1)
        else:
            await _refuse(session, contact_id, choice.template_id)
    await _look_again(session, contact_id)


async def learn_changes(
    session: AsyncSession, contact_id: UUID, choices: Sequence[NoticeChoice]
) -> None:
    """Changed in the account's settings: a no takes back what was allowed, a yes allows nothing new."""
    for choice in choices:
        if choice.accepted:
            await _allow(session, contact_id, choice.template_id, sends=0)
        else:
            await forget(session, contact_id, choice.template_id)


async def use_one(session: AsyncSession, contact_id: UUID, template_id: str) -> bool:
    """False when there was none left."""
    used = await session.scalar(
        update(NoticePermission)
        .where(*_of(contact_id, template_id), NoticePermission.sends_left > 0)
        .values(sends_left=NoticePermission.sends_left - 1)
        .returning(NoticePermission.sends_left)
    )
    return used is not None


async def give_back(session: AsyncSession, contact_id: UUID, template_id: str) -> None:
    """Surely not sent."""
    await session.execute(
        update(NoticePermission)
        .where(*_of(contact_id, template_id))
        .values(sends_left=NoticePermission.sends_left + 1)
    )


async def forget(session: AsyncSession, contact_id: UUID, template_id: str) -> None:
    """The platform, or the person, says there is no permission."""
    await session.execute(
        update(NoticePermission)
        .where(*_of(contact_id, template_id))
        .values(sends_left=0, is_refused=True, updated_at=utc_now())
    )


async def left(session: AsyncSession, contact_id: UUID, template_id: str) -> int:
    """How many more the person allows."""
    query = select(NoticePermission.sends_left).where(*_of(contact_id, template_id))
    return await session.scalar(query) or 0


async def _allow(session: AsyncSession, contact_id: UUID, template_id: str, *, sends: int) -> None:
    now = utc_now()
    fresh = insert(NoticePermission).values(
        contact_id=contact_id,
        template_id=template_id[:64],
        sends_left=sends,
        is_refused=False,
        updated_at=now,
    )
    await session.execute(
        fresh.on_conflict_do_update(
            index_elements=["contact_id", "template_id"],
            set_={
                "sends_left": NoticePermission.sends_left + sends,
                "is_refused": False,
                "updated_at": now,
            },
        )
    )


async def _refuse(session: AsyncSession, contact_id: UUID, template_id: str) -> None:
    """What was allowed before stays allowed: a no answers this one question."""
    await _allow(session, contact_id, template_id, sends=0)
    await session.execute(
        update(NoticePermission).where(*_of(contact_id, template_id)).values(is_refused=True)
    )


async def _look_again(session: AsyncSession, contact_id: UUID) -> None:
    """What is held may be told of now."""
    await session.execute(
        update(Message)
        .where(
            Message.contact_id == contact_id,
            Message.delivery == Delivery.held,
            Message.data.has_key("notice"),
            Message.notice_id.is_(None),
        )
        .values(next_attempt_at=utc_now())
    )


def _of(contact_id: UUID, template_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        NoticePermission.contact_id == contact_id,
        NoticePermission.template_id == template_id[:64],
    )
