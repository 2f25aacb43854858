"""Staff see what became of their words: sent, waiting for the person's next word, or failed."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.desk import feed
from backend.desk.models import DeskConversation


async def tell(session: AsyncSession, contact_id: UUID, message_id: UUID, delivery: str) -> None:
    path = await session.scalar(
        select(DeskConversation.division_path).where(DeskConversation.contact_id == contact_id)
    )
    if path is None:
        return
    await feed.publish(
        session,
        kind="message",
        subject_id=contact_id,
        division_path=path,
        data={"message_id": str(message_id), "direction": "outbound", "delivery": delivery},
    )
