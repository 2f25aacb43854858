"""What was said about a case and has not reached the person: whoever handles it counts on it being heard."""

from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import Case
from backend.console.delivery import state_of
from backend.conversations import desk
from backend.conversations.ledgers import ledger_of
from backend.conversations.models import Delivery
from backend.conversations.service import get_contact
from backend.database import utc_now

_WAITING = frozenset({Delivery.held, Delivery.queued})


async def unheard(session: AsyncSession, case: Case) -> str:
    """Empty where all was heard, or nobody reads us. What failed comes first: somebody has to call."""
    if case.contact_id is None:
        return ""
    messages = await desk.unheard_about(session, case.contact_id, case.number)
    contact = await get_contact(session, case.contact_id)
    if contact.unfollowed_at is not None:
        return _failed(len(messages), state_of(Delivery.failed, "not_following").reason)
    waiting = [message for message in messages if message.delivery in _WAITING]
    failed = [message for message in messages if message.delivery not in _WAITING]
    if ledger_of(contact).left(utc_now()):
        waiting = [message for message in waiting if message.delivery == Delivery.held]
    last = failed[-1] if failed else None
    why = state_of(last.delivery or "", last.failure).reason if last else ""
    return _failed(len(failed), why) + _waits(len(waiting))


def _failed(count: int, why: str) -> str:
    because = f"：{why}" if why else ""
    return f"有 {count} 条消息没有送到{because}。请打电话告诉本人。" if count else ""


def _waits(count: int) -> str:
    said = "条消息还没送到：微信现在不让主动发，本人下次说话时送到。急事请打电话。"
    return f"有 {count} {said}" if count else ""
