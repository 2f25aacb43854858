"""What was said about a case and has not reached the person: whoever handles it counts on it being heard."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import Case
from backend.console.delivery import state_of
from backend.conversations import desk
from backend.conversations.ledgers import ledger_of
from backend.conversations.models import Delivery
from backend.conversations.service import get_contact
from backend.database import utc_now


async def unheard(session: AsyncSession, case: Case) -> str:
    """Empty where all was heard, or nobody reads us."""
    if case.contact_id is None:
        return ""
    messages = await desk.unheard_about(session, case.contact_id, case.number)
    contact = await get_contact(session, case.contact_id)
    if contact.unfollowed_at is None and ledger_of(contact).left(utc_now()):
        messages = [message for message in messages if message.delivery != Delivery.queued]
    if not messages:
        return ""
    last = messages[-1]
    if last.delivery in {Delivery.held, Delivery.queued}:
        return f"有 {len(messages)} 条消息还没送到：微信现在不让主动发，本人下次说话时送到。急事请打电话。"
    reason = state_of(last.delivery or "", last.failure).reason
    return f"有 {len(messages)} 条消息没有送到{f'：{reason}' if reason else ''}。请打电话告诉本人。"
