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
from backend.privacy.keyring import Keyring

APPLIED: Final = "applied"
NOBODY: Final = "none"


@dataclass(frozen=True)
class Standing:
    """`status` is the membership's, `applied` or `none`; the rest is known of members only."""

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
        return Standing(await _without_membership(session, contact_id))
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


async def _without_membership(session: AsyncSession, contact_id: UUID | None) -> str:
    application = await open_application(session, contact_id) if contact_id else None
    is_waiting = application is not None and application.status == ApplicationStatus.submitted
    return APPLIED if is_waiting else NOBODY
