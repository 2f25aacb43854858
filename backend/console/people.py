"""What to call the person of a conversation: the masked name once given, a short mark before."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.console.masked import masked_person
from backend.membership.roster import people_by_contact
from backend.privacy.keyring import Keyring


@dataclass(frozen=True)
class Speaker:
    name: str
    county_code: str | None = None


async def speakers(
    session: AsyncSession, keyring: Keyring, contact_ids: Iterable[UUID]
) -> dict[UUID, Speaker]:
    ids = list(dict.fromkeys(contact_ids))
    known = await people_by_contact(session, ids)
    return {
        contact_id: Speaker(masked_person(keyring, row).name, row.county_code)
        if (row := known.get(contact_id))
        else Speaker(f"新朋友 {contact_id.hex[:4]}")
        for contact_id in ids
    }
