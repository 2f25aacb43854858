"""What to call the person of a conversation: the masked name once given, a short mark before."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.console.masked import masked_person
from backend.membership.roster import people_by_contact
from backend.privacy.keyring import Keyring


async def names_of(
    session: AsyncSession, keyring: Keyring, contact_ids: Iterable[UUID]
) -> dict[UUID, str]:
    ids = list(dict.fromkeys(contact_ids))
    known = await people_by_contact(session, ids)
    return {
        contact_id: masked_person(keyring, known[contact_id]).name
        if contact_id in known
        else f"新朋友 {contact_id.hex[:4]}"
        for contact_id in ids
    }
