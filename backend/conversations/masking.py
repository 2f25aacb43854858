"""People's words for whoever reads them elsewhere than in the thread: masks where tokens stand."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.cases import PAPERS_TOKEN
from backend.contracts.joining import NAME_TOKEN
from backend.conversations.models import PrivateValue
from backend.conversations.placeholders import put_back, tokens_in
from backend.privacy.keyring import Keyring


async def masked_texts(
    session: AsyncSession, texts: Sequence[str], *, phones: Keyring | None = None
) -> list[str]:
    """With `phones`, phone numbers stand in clear: for whoever has revealed them. ID numbers never do."""
    tokens = {token for text in texts for _, token in tokens_in(text)}
    shown: dict[str, str] = {}
    if tokens:
        rows = await session.scalars(select(PrivateValue).where(PrivateValue.id.in_(tokens)))
        shown = {row.id: _shown(row, phones) for row in rows}
    return [without_tokens(put_back(text, shown)) for text in texts]


def without_tokens(text: str) -> str:
    """What was put in when it was said is not put in again for others."""
    return PAPERS_TOKEN.sub("［链接］", text).replace(NAME_TOKEN, "［姓名］")


def _shown(row: PrivateValue, phones: Keyring | None) -> str:
    """What was forgotten at the person's wish has no sealed value any more."""
    if phones is None or row.kind != "phone" or not row.sealed:
        return row.masked
    return phones.open_text(row.sealed, aad=f"private_values|sealed|{row.id}")
