"""What a delivery tells about its sender, beside what it says. Learned once, with the record."""

import logging
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.handling import is_answered
from backend.contracts.messages import InboundKind, InboundMessage
from backend.conversations import notice_results, permissions, quota
from backend.conversations.models import Contact
from backend.database import utc_now
from backend.outreach.rules import read_scene
from backend.outreach.scenes import meaning_of
from backend.unions import locations

logger = logging.getLogger(__name__)

_CODES = {InboundKind.follow, InboundKind.scan}
_ABOUT_NOTICES = {
    InboundKind.notice_choice,
    InboundKind.notice_change,
    InboundKind.notice_sent,
    InboundKind.template_result,
}
_ABOUT_RIGHTS = {
    InboundKind.permission_revoked,
    InboundKind.account_closed,
    InboundKind.profile_changed,
}


def of_contact(inbound: InboundMessage) -> dict[str, object]:
    """Columns of the contact; what the delivery does not name stays as it was."""
    learned: dict[str, object] = {}
    if is_answered(inbound.kind):
        learned["spoke"] = True
    if trigger := quota.earned_by(inbound.kind, option_id=inbound.option_id):
        # From the platform's own moment, which its retries repeat; never from the future.
        learned[f"{trigger}_earned_at"] = min(inbound.sent_at, utc_now()).isoformat()
    if inbound.kind is InboundKind.follow:
        learned |= {"followed_at": inbound.sent_at.isoformat(), "unfollowed_at": None}
    if inbound.kind is InboundKind.unfollow:
        learned["unfollowed_at"] = inbound.sent_at.isoformat()
    if inbound.kind in _CODES and inbound.key:
        learned["scene"] = inbound.key[:64]
        scene = read_scene(inbound.key)
        if scene is not None and scene.county_code:
            learned["county_code"] = scene.county_code
    return learned


async def learn(
    session: AsyncSession, contact_id: UUID, message_id: UUID, inbound: InboundMessage
) -> None:
    """What takes more than the contact's own row; called for new deliveries only."""
    if inbound.kind in _CODES:
        await _learn_of_code(session, contact_id, inbound.key)
    elif inbound.kind in {InboundKind.location, InboundKind.place_chosen}:
        await _propose_county(session, contact_id, inbound)
    elif inbound.kind in _ABOUT_NOTICES:
        await _learn_of_notices(session, contact_id, message_id, inbound)
    elif inbound.kind in _ABOUT_RIGHTS:
        await _learn_of_rights(session, contact_id, message_id, inbound)


async def _learn_of_code(session: AsyncSession, contact_id: UUID, key: str | None) -> None:
    """A union's or a drive's code; what a county's code says is in the contact's row already."""
    scene = read_scene(key)
    if scene is None or scene.county_code:
        return
    meaning = await meaning_of(session, scene)
    if meaning is not None and meaning.county_code:
        await session.execute(
            update(Contact).where(Contact.id == contact_id).values(county_code=meaning.county_code)
        )


async def _propose_county(session: AsyncSession, contact_id: UUID, inbound: InboundMessage) -> None:
    """Where somebody stands is a proposal: it never replaces what a code or they themselves said."""
    county = locations.county_at(inbound.text, inbound.latitude, inbound.longitude)
    if county is not None:
        await session.execute(
            update(Contact)
            .where(Contact.id == contact_id, Contact.county_code.is_(None))
            .values(county_code=county.code)
        )


async def _learn_of_notices(
    session: AsyncSession, contact_id: UUID, message_id: UUID, inbound: InboundMessage
) -> None:
    """Who may be sent notices (`inbound.choices`), what became of one (`inbound.results`)."""
    match inbound.kind:
        case InboundKind.notice_choice:
            await permissions.learn_choices(session, contact_id, inbound.choices)
        case InboundKind.notice_change:
            await permissions.learn_changes(session, contact_id, inbound.choices)
        case _:
            await notice_results.learn(session, contact_id, inbound.results)
    logger.info("%s %s of contact %s", inbound.kind.value, message_id, contact_id)


async def _learn_of_rights(
    session: AsyncSession, contact_id: UUID, message_id: UUID, inbound: InboundMessage
) -> None:
    """A permission taken back, an account closed: something of this person must go.

    What exactly, beside a union's duty to keep its members' files, is the privacy feature's to say.
    """
    logger.warning("%s %s of contact %s", inbound.kind.value, message_id, contact_id)
