"""Who agreed to which words, when (L05)."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.errors import Refused
from backend.privacy.models import Consent
from backend.privacy.notice import VERSION, notice_hash


async def answer_consent(
    session: AsyncSession, contact_id: UUID, *, accepted: bool, version: str
) -> Consent:
    """Keep a yes or a no with the words it was said to.

    Raises Refused(notice_changed): a yes to yesterday's words is none to today's (L05).
    """
    if version != VERSION:
        raise Refused(ErrorCode.notice_changed, version=VERSION)
    consent = Consent(
        contact_id=contact_id,
        notice_version=version,
        notice_sha256=notice_hash(),
        accepted=accepted,
    )
    session.add(consent)
    await session.flush()
    return consent


async def has_consented(session: AsyncSession, contact_id: UUID) -> bool:
    """A yes to the current words that was not withdrawn."""
    yes = exists().where(
        Consent.contact_id == contact_id,
        Consent.accepted,
        Consent.withdrawn_at.is_(None),
        Consent.notice_sha256 == notice_hash(),
    )
    return bool(await session.scalar(select(yes)))
