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
from backend.unions import locations, places

logger = logging.getLogger(__name__)

# QR scenes that name a county: `county:410105`.
_COUNTY_SCENE = "county:"
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
    if inbound.kind in {InboundKind.follow, InboundKind.scan} and inbound.key:
        learned["scene"] = inbound.key[:64]
        code = inbound.key.removeprefix(_COUNTY_SCENE)
        if inbound.key.startswith(_COUNTY_SCENE) and places.county_by_code(code):
            learned["county_code"] = code
    return learned


async def learn(
    session: AsyncSession, contact_id: UUID, message_id: UUID, inbound: InboundMessage
) -> None:
    """What takes more than the contact's own row; called for new deliveries only."""
    if inbound.kind in {InboundKind.location, InboundKind.place_chosen}:
        await _propose_county(session, contact_id, inbound)
    elif inbound.kind in _ABOUT_NOTICES:
        await _learn_of_notices(session, contact_id, message_id, inbound)
    elif inbound.kind in _ABOUT_RIGHTS:
        await _learn_of_rights(session, contact_id, message_id, inbound)


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
