"""The person's own name is put in at the last moment: neither tracker nor message table holds it."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.joining import NAME_TOKEN
from backend.contracts.messages import Bubble
from backend.database import Database

# Another feature knows the name of somebody who is joining; it is handed in at composition.
NameOf = Callable[[AsyncSession, UUID], Awaitable[str]]


class Speaker:
    """Makes a stored bubble ready for the person's eyes."""

    def __init__(self, database: Database, name_of: NameOf) -> None:
        self._database = database
        self._name_of = name_of

    async def spoken(self, contact_id: UUID, bubble: Bubble) -> Bubble:
        if NAME_TOKEN not in bubble.text:
            return bubble
        async with self._database.transaction() as session:
            name = await self._name_of(session, contact_id)
        return bubble.model_copy(update={"text": bubble.text.replace(NAME_TOKEN, name)})
