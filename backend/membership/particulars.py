"""What stands on a member's ID card, in clear, for a paper drafted on their behalf."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.membership.models import Application, Member, Membership
from backend.membership.sealing import open_cell
from backend.privacy.keyring import Keyring


@dataclass(frozen=True)
class Particulars:
    """`sex` is male or female; the address is the card's, where the photo gave one."""

    sex: str
    birth: date | None
    id_number: str
    address: str | None


async def particulars_of(
    session: AsyncSession, keyring: Keyring, member_id: UUID
) -> Particulars | None:
    """Whoever calls has checked the scope and writes the audit row."""
    member = await session.get(Member, member_id)
    if member is None:
        return None
    birth = open_cell(keyring, member, "birth_date")
    application = await session.scalar(
        select(Application)
        .join(Membership, Membership.application_id == Application.id)
        .where(Membership.member_id == member_id)
        .limit(1)
    )
    return Particulars(
        member.sex,
        date.fromisoformat(birth) if birth else None,
        open_cell(keyring, member, "id_number") or "",
        open_cell(keyring, application, "address") if application else None,
    )
