"""People's words for whoever reads them elsewhere than in the thread: masks where tokens stand."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.joining import NAME_TOKEN
from backend.conversations.models import PrivateValue
from backend.conversations.placeholders import put_back, tokens_in


async def masked_texts(session: AsyncSession, texts: Sequence[str]) -> list[str]:
    tokens = {token for text in texts for _, token in tokens_in(text)}
    masks: dict[str, str] = {}
    if tokens:
        rows = await session.execute(
            select(PrivateValue.id, PrivateValue.masked).where(PrivateValue.id.in_(tokens))
        )
        masks = {row.id: row.masked for row in rows.all()}
    return [put_back(text, masks).replace(NAME_TOKEN, "［姓名］") for text in texts]
