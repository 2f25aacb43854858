"""Whom a conversation can be passed to: colleagues who may see the place, and other unions."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.desk import lists, presence
from backend.staff.colleagues import colleagues_for
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import place_names
from backend.unions.receivers import receivers_for


@dataclass(frozen=True)
class Target:
    id: UUID
    name: str
    on_duty: bool


async def targets_for(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID
) -> dict[str, Any]:
    """Of one's own city every union, of the others the city's; from the province every one there is."""
    row = await lists.conversation_of(session, contact_id)
    path = row.division_path if row else (staff.visible_paths or ("",))[0]
    at_work = set(await presence.at_work(session, path))
    colleagues = [
        Target(each.id, each.display_name, each.id in at_work)
        for each in await colleagues_for(session, path)
        if each.id != staff.id
    ]
    return {
        "colleagues": sorted(colleagues, key=lambda each: not each.on_duty),
        "offices": await _offices(session, path, leaving=row.union_id if row else None),
    }


async def _offices(
    session: AsyncSession, path: str, *, leaving: UUID | None
) -> dict[str, list[tuple[UUID, str]]]:
    """By city: nobody looks through three hundred names in a row."""
    unions = [union for union in await receivers_for(session, path) if union.id != leaving]
    places = {union.id: _city(union.division_path) for union in unions}
    names = await place_names(session, places.values())
    offices: dict[str, list[tuple[UUID, str]]] = {}
    for union in unions:
        offices.setdefault(names.get(places[union.id], ""), []).append((union.id, union.name))
    return offices


def _city(path: str) -> str:
    return "/".join(path.split("/")[:2])
