"""Held messages are told of by a notice, where the person allowed one. The words themselves stay held."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.messages import DeliveryResult, DeliveryStatus
from backend.contracts.notices import NoticeKind, NoticePush
from backend.conversations import alerts, permissions
from backend.conversations.models import Contact, Delivery, Message
from backend.conversations.notice_config import Templates, way_for
from backend.conversations.notice_results import apply_early_result
from backend.database import utc_now

logger = logging.getLogger(__name__)

_TRY_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True)
class ClaimedNotice:
    """Sent at most once: the words are kept anyway, and a permission is good for one notice."""

    message_id: UUID
    contact_id: UUID
    push: NoticePush
    claimed_at: datetime


async def claim(
    session: AsyncSession, templates: Templates, *, limit: int
) -> Sequence[ClaimedNotice]:
    """Held messages nobody was told of yet; the permission is used up here."""
    rows = await session.execute(
        select(Message, Contact)
        .join(Contact, Contact.id == Message.contact_id)
        .where(Message.delivery == Delivery.held, Message.next_attempt_at <= utc_now())
        .order_by(Message.seq)
        .limit(limit)
        .with_for_update(of=Message, skip_locked=True)
    )
    claimed = [await _claim_one(session, templates, message, to) for message, to in rows.all()]
    return [each for each in claimed if each is not None]


async def _claim_one(
    session: AsyncSession, templates: Templates, message: Message, contact: Contact
) -> ClaimedNotice | None:
    """Looked at once; a new permission brings it here again."""
    message.next_attempt_at = None
    notice = message.data["notice"]
    template = templates.get(NoticeKind(notice["kind"]))
    subscribe = template.subscribe if template else ""
    allowed = bool(subscribe) and await permissions.use_one(session, contact.id, subscribe)
    way = way_for(template, may_subscribe=allowed)
    if template is None or way is None or contact.unfollowed_at is not None:
        return None
    channel, template_id = way
    push = NoticePush(
        push_id=message.id.hex,
        openid=contact.openid,
        channel=channel,
        template_id=template_id,
        fields=template.filled(notice["values"]),
    )
    return ClaimedNotice(message.id, contact.id, push, utc_now())


async def settle(session: AsyncSession, claimed: ClaimedNotice, result: DeliveryResult) -> None:
    """What the platform said; whether the person got it is told later, by an event."""
    # What the platform tells is recorded under this lock: it is seen here, or sees what we note.
    await session.get_one(Contact, claimed.contact_id, with_for_update=True)
    message = await session.get_one(Message, claimed.message_id, with_for_update=True)
    template_id = claimed.push.template_id
    logger.info("notice of %s: %s %s", message.id, result.status.value, result.reason)
    await alerts.learn(session, result)
    if result.status is DeliveryStatus.retry:
        await permissions.give_back(session, claimed.contact_id, template_id)
    elif result.reason == "no_consent":
        await permissions.forget(session, claimed.contact_id, template_id)
    if message.delivery != Delivery.held:
        return
    match result.status:
        case DeliveryStatus.accepted:
            message.delivery = Delivery.notice_sent
            message.notice_id = result.notice_id or template_id
            await apply_early_result(session, message, since=claimed.claimed_at)
        case DeliveryStatus.retry:
            message.next_attempt_at = utc_now() + _TRY_AGAIN
        case DeliveryStatus.refused if result.reason == "no_consent":
            # Perhaps there is another way; without the permission this one is not tried again.
            message.next_attempt_at = utc_now()
        case _:
            message.notice_id = "uncertain"
