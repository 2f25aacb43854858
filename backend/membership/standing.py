"""How somebody stands with the union: member of which one, in which trade, or waiting to be (S37)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.joining import ApplicationStatus
from backend.membership.drafts import open_application
from backend.membership.models import Member, Membership, MembershipStatus
from backend.membership.sealing import open_cell
from backend.privacy.consents import has_consented
from backend.privacy.keyring import Keyring

APPLIED: Final = "applied"
NOBODY: Final = "none"


@dataclass(frozen=True)
class Standing:
    """`status` is the membership's, `applied` or `none`; the rest is known of members only, but for the phone."""

    status: str = NOBODY
    member_id: UUID | None = None
    division_path: str | None = None
    trade: str | None = None
    employer: str | None = None
    name: str = ""
    phone: str = ""

    @property
    def county_code(self) -> str | None:
        return self.division_path.rpartition("/")[2] if self.division_path else None


async def standing_of(
    session: AsyncSession,
    keyring: Keyring,
    *,
    contact_id: UUID | None = None,
    member_id: UUID | None = None,
) -> Standing:
    """Of a WeChat user, or of a member who came another way."""
    who = Member.id == member_id if member_id else Member.contact_id == contact_id
    found = (
        await session.execute(
            select(Member, Membership)
            .join(Membership, Membership.member_id == Member.id)
            .where(who, Membership.status != MembershipStatus.ended)
            .limit(1)
        )
    ).first()
    if found is None:
        return await _without_membership(session, keyring, contact_id)
    member, membership = found
    return Standing(
        membership.status,
        member.id,
        membership.division_path,
        member.trade,
        member.employer,
        open_cell(keyring, member, "name") or "",
        open_cell(keyring, member, "phone") or "",
    )


async def waiting_application(session: AsyncSession, contact_id: UUID) -> ApplicationStatus | None:
    """How far somebody's application has come; one they never agreed to begin is none."""
    application = await open_application(session, contact_id)
    if application is None or not await has_consented(session, contact_id):
        return None
    return ApplicationStatus(application.status)


async def _without_membership(
    session: AsyncSession, keyring: Keyring, contact_id: UUID | None
) -> Standing:
    """L05: the number given to join serves elsewhere only while the notice that says so is agreed to."""
    application = await open_application(session, contact_id) if contact_id else None
    if contact_id is None or application is None:
        return Standing()
    is_known = application.phone is not None and await has_consented(session, contact_id)
    return Standing(
        APPLIED if application.status == ApplicationStatus.submitted else NOBODY,
        phone=(open_cell(keyring, application, "phone") or "") if is_known else "",
    )
