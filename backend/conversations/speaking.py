"""The person's own name and their links are put in at the last moment: no tracker or table holds them."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.cases import PAPERS_TOKEN
from backend.contracts.joining import NAME_TOKEN
from backend.contracts.messages import Bubble
from backend.database import Database

# Another feature knows the name of somebody who is joining; it is handed in at composition.
NameOf = Callable[[AsyncSession, UUID], Awaitable[str]]
# And another which address a token stands for, if it is theirs.
Spell = Callable[[AsyncSession, UUID, str], Awaitable[str]]


class Speaker:
    """Makes a stored bubble ready for the person's eyes."""

    def __init__(self, database: Database, name_of: NameOf, spell: Spell) -> None:
        self._database = database
        self._name_of = name_of
        self._spell = spell

    async def spoken(self, contact_id: UUID, bubble: Bubble) -> Bubble:
        text = bubble.text
        if NAME_TOKEN not in text and not PAPERS_TOKEN.search(text):
            return bubble
        async with self._database.transaction() as session:
            if NAME_TOKEN in text:
                text = text.replace(NAME_TOKEN, await self._name_of(session, contact_id))
            text = await self._spell(session, contact_id, text)
        return bubble.model_copy(update={"text": text})
