"""The worker's rounds: each looks for work in Postgres and does a batch of it."""

import asyncio
import logging
from base64 import b64encode
from collections.abc import Awaitable
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from backend.alarms import paging, words
from backend.alarms.duty_phones import Phone
from backend.cases.intake_left import forget_old_ones
from backend.contracts.messages import DeliveryResult, DeliveryStatus, OutboundPush
from backend.conversations import held, noticing, outbox, settling
from backend.database import utc_now
from backend.desk import assignment, feed, ladder
from backend.documents import outgoing
from backend.documents.service import delete_due
from backend.membership.drafts import withdraw_forgotten
from backend.services import Services

logger = logging.getLogger(__name__)

_BATCH = 20
_MOST_QUEUED = 500
_PHOTO_GONE = DeliveryResult(status=DeliveryStatus.refused, reason="photo_gone")


async def deliver_outbox(services: Services) -> bool:
    """Send what is due; True when there may be more."""
    async with services.database.transaction() as session:
        claimed = await outbox.claim(session, limit=_BATCH)
    await asyncio.gather(*(_deliver(services, item) for item in claimed))
    return bool(claimed)


async def _deliver(services: Services, claimed: outbox.Claimed) -> None:
    result = await _handed_over(services, claimed)
    async with services.database.transaction() as session:
        await settling.settle(session, claimed.bubble.ids, result)


async def _handed_over(services: Services, claimed: outbox.Claimed) -> DeliveryResult:
    photo = None
    if claimed.photo_id is not None:
        content = await outgoing.content_of(services.database, services.files, claimed.photo_id)
        if content is None:
            return _PHOTO_GONE
        photo = b64encode(content)
    bubble = await services.speaker.spoken(claimed.contact_id, claimed.bubble)
    push = OutboundPush(openid=claimed.openid, bubble=bubble, photo=photo)
    return await services.gateway.deliver(push)


async def send_notices(services: Services) -> bool:
    """Tell of what is held; True when there may be more."""
    async with services.database.transaction() as session:
        claimed = await noticing.claim(session, services.notice_templates, limit=_BATCH)
    await asyncio.gather(*(_send_notice(services, item) for item in claimed))
    return bool(claimed)


async def _send_notice(services: Services, claimed: noticing.ClaimedNotice) -> None:
    result = await services.gateway.notify(claimed.push)
    async with services.database.transaction() as session:
        await noticing.settle(session, claimed, result)


async def ring_alarms(services: Services) -> bool:
    """Page the duty phones of what nobody has taken; True when there may be more."""
    async with services.database.transaction() as session:
        ringing = await paging.claim(session, limit=_BATCH)
    await asyncio.gather(*(_ring(services, alarm) for alarm in ringing))
    return len(ringing) == _BATCH


async def _ring(services: Services, alarm: paging.Ringing) -> None:
    """Whose phone cannot be reached costs nobody ten minutes: the next one up rings at once."""
    console = services.settings.console_url
    content = words.page(
        kind=alarm.kind,
        union=alarm.union,
        raised_at=alarm.raised_at,
        now=utc_now(),
        link=f"{console}/alarms/{alarm.alarm_id}" if console else "",
        again=alarm.pages > 0,
    )
    reached: Phone | None = None
    for phone in alarm.phones:
        if await services.webhooks.send(phone.url, content):
            reached = phone
            break
    async with services.database.transaction() as session:
        await paging.settle(session, alarm, reached)


async def take_desk_steps(services: Services) -> None:
    """One person at a time: nobody's step waits for another's, or fails with it."""
    async with services.database.transaction() as session:
        due = await ladder.due(session, limit=_BATCH)
    for contact_id in due:
        await surviving("step", _take_step(services, contact_id))


async def _take_step(services: Services, contact_id: UUID) -> None:
    async with services.database.transaction() as session:
        await ladder.take_step(session, services.keyring, contact_id)


async def give_out_conversations(services: Services) -> None:
    """Again every second: whoever comes on duty finds who has waited.

    A place where nobody is free is not asked for again in this round, and holds up no other.
    """
    async with services.database.transaction() as session:
        waiting = await assignment.queued(session, limit=_MOST_QUEUED)
    busy: set[tuple[str, str | None]] = set()
    for each in waiting:
        place = (each.division_path, each.trade)
        if place not in busy and await surviving("assignment", _finds_nobody(services, each)):
            busy.add(place)


async def _finds_nobody(services: Services, waiting: assignment.Waiting) -> bool:
    async with services.database.transaction() as session:
        outcome = await assignment.assign(session, waiting.contact_id)
    return outcome is assignment.Outcome.nobody


async def forget_desk_events(services: Services) -> None:
    async with services.database.transaction() as session:
        await feed.purge(session)


async def release_left_behind(services: Services) -> None:
    async with services.database.transaction() as session:
        await outbox.release_left_behind(session)


async def forget_held_messages(services: Services) -> None:
    async with services.database.transaction() as session:
        expired = await held.expire(session)
    if expired:
        logger.info("%d held messages are not worth saying any more", expired)


async def delete_old_photos(services: Services) -> None:
    async with services.database.transaction() as session:
        deleted = await delete_due(session, services.files)
    if deleted:
        logger.info("deleted %d photos past their day", deleted)


async def close_forgotten_drafts(services: Services) -> None:
    async with services.database.transaction() as session:
        await withdraw_forgotten(session, untouched_for=services.settings.draft_kept)
        await forget_old_ones(session, untouched_for=services.settings.draft_kept)


async def surviving(job: str, work: Awaitable[object]) -> bool:
    """A round that fails is logged and comes again; the worker lives on."""
    try:
        return bool(await work)
    except (SQLAlchemyError, OSError) as error:
        logger.warning("%s failed: %s", job, type(error).__name__)
    except Exception:
        logger.exception("%s failed", job)
    return False
