"""A person's own words, for a request written down from them; numbers go in and out as tokens."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.models import Direction, Message, PrivateValue
from backend.conversations.placeholders import take_out
from backend.conversations.receiving import keep_private
from backend.privacy.keyring import Keyring

_LONGEST = 2000
_MESSAGES = 30


async def last_words(session: AsyncSession, contact_id: UUID) -> list[str]:
    """What they wrote lately, oldest first, tokens in place of numbers; as much as a story holds."""
    rows = await session.scalars(
        select(Message.text)
        .where(
            Message.contact_id == contact_id,
            Message.direction == Direction.inbound,
            Message.kind.in_(("text", "voice")),
            Message.text != "",
        )
        .order_by(Message.seq.desc())
        .limit(_MESSAGES)
    )
    kept: list[str] = []
    for words in rows:
        if sum(map(len, kept)) + len(words) > _LONGEST:
            break
        kept.append(words)
    return kept[::-1]


async def with_tokens(session: AsyncSession, keyring: Keyring, contact_id: UUID, words: str) -> str:
    """Masks shown to staff become the person's tokens again; a number staff typed is kept as theirs."""
    rows = await session.execute(
        select(PrivateValue.id, PrivateValue.kind, PrivateValue.masked).where(
            PrivateValue.contact_id == contact_id
        )
    )
    hidden, typed = take_out(words)
    for row in rows.all():
        hidden = hidden.replace(row.masked, f"[[{row.kind}:{row.id}]]")
    keep_private(session, keyring, contact_id, typed)
    await session.flush()
    return hidden
