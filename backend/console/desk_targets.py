"""Whom a conversation can be passed to: colleagues who may see the place, and other unions nearby."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.desk import lists, presence
from backend.staff.colleagues import colleagues_for
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import find_unions
from backend.unions.models import UnionKind

_TAKES_CONVERSATIONS = (UnionKind.general_union, UnionKind.new_forms_federation)


@dataclass(frozen=True)
class Target:
    id: UUID
    name: str
    on_duty: bool


async def targets_for(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID
) -> dict[str, Any]:
    """The city's unions and the ones one acts for: further away goes by the city."""
    row = await lists.conversation_of(session, contact_id)
    path = row.division_path if row else (staff.visible_paths or ("",))[0]
    at_work = set(await presence.at_work(session, path))
    colleagues = [
        Target(each.id, each.display_name, each.id in at_work)
        for each in await colleagues_for(session, path)
        if each.id != staff.id
    ]
    city = "/".join(path.split("/")[:2])
    found = await find_unions(session, [city], _TAKES_CONVERSATIONS)
    own = {row.union_id} if row else set()
    return {
        "colleagues": sorted(colleagues, key=lambda each: not each.on_duty),
        "offices": [(union.id, union.name) for union in found.rows if union.id not in own],
    }
