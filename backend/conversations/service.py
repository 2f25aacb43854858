"""What other features may ask of conversations: say something to a person, know where they work."""

import re
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations import outbox
from backend.conversations.bubbles import NoticeContent, Said
from backend.conversations.models import Contact, Direction, Message, PrivateValue
from backend.conversations.placeholders import tokens_in
from backend.conversations.turn_store import add_outbound
from backend.errors import NotFound
from backend.privacy.keyring import Keyring

# Where WeChat would see a link.
_TAG = re.compile(r"<(?=\s*/?\s*a\b)", re.IGNORECASE)


async def notify(
    session: AsyncSession,
    contact_id: UUID,
    text: str,
    options: Sequence[tuple[str, str]] = (),
    *,
    author: str = "system",
    notice: NoticeContent | None = None,
    photo_id: UUID | None = None,
) -> UUID:
    """Queue a customer-service message in the caller's transaction; `options` are (title, payload).

    Should it have to wait for the person's next word, a `notice` may tell of it meanwhile. Words of
    staff go this way, so no `<a>` does: WeChat would hide where it leads.
    """
    plain = _TAG.sub("＜", text)
    said = Said(plain, tuple(options), author=author, notice=notice, photo_id=photo_id)
    await add_outbound(session, contact_id, [said])
    await outbox.wake_in(session)
    return said.id


async def last_said(session: AsyncSession, contact_id: UUID) -> str | None:
    """To the person, by whomever of us; it may still be on its way."""
    said = select(Message.text).where(
        Message.contact_id == contact_id, Message.direction == Direction.outbound
    )
    return await session.scalar(said.order_by(Message.seq.desc()).limit(1))


async def get_contact(session: AsyncSession, contact_id: UUID) -> Contact:
    contact = await session.get(Contact, contact_id)
    if contact is None:
        raise NotFound("contact")
    return contact


async def hold_contact(session: AsyncSession, contact_id: UUID) -> None:
    """Whoever changes the owner waits until we are done.

    Saying something takes this lock anyway. Taken before the audit chain's, nobody who holds the
    contact waits for us while we wait for them.
    """
    held = select(Contact.id).where(Contact.id == contact_id)
    await session.execute(held.with_for_update(read=True, key_share=True))


async def private_value(
    session: AsyncSession, keyring: Keyring, contact_id: UUID, text: str, kind: str
) -> str | None:
    """The number a token in `text` stands for, if it is this person's own; None without one."""
    for token_kind, token_id in tokens_in(text):
        row = await session.get(PrivateValue, token_id) if token_kind == kind else None
        if row is not None and row.contact_id == contact_id and row.sealed:
            return keyring.open_text(row.sealed, aad=f"private_values|sealed|{token_id}")
    return None


async def forget_id_numbers(session: AsyncSession, contact_id: UUID) -> None:
    """Only the masks stay, so that staff still read where a number was said."""
    theirs = (PrivateValue.contact_id == contact_id, PrivateValue.kind == "id")
    await session.execute(update(PrivateValue).where(*theirs).values(sealed=""))


async def attach_document(session: AsyncSession, message_id: UUID, document_id: UUID) -> None:
    """The photo or recording of a message is stored; a resumed turn does not fetch it twice."""
    message = await session.get(Message, message_id)
    if message is not None:
        message.document_id = document_id


async def remember_county(session: AsyncSession, contact_id: UUID, county_code: str) -> None:
    """Where the person says they work: whoever is called for next is called there."""
    (await get_contact(session, contact_id)).county_code = county_code
