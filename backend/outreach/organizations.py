"""Organizations that may have a code: what this feature needs to know of them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.errors import NotFound
from backend.outreach.rules import CODED_KINDS, Scene, scene_of_union
from backend.staff.identity import StaffIdentity
from backend.unions.service import get_union


@dataclass(frozen=True)
class Organization:
    id: UUID
    name: str
    kind: str
    code: str
    division_code: str
    division_path: str

    @property
    def scene(self) -> Scene:
        return scene_of_union(self.kind, self.code, self.division_code)


async def organization_for(
    session: AsyncSession, staff: StaffIdentity, union_id: UUID
) -> Organization:
    """In one's own part of the tree; elsewhere, and for a general union, there is none."""
    union = await get_union(session, union_id)
    if union.kind not in CODED_KINDS or not staff.may_see(union.division_path):
        raise NotFound(f"union {union_id}")
    return Organization(
        union.id, union.name, union.kind, union.code, union.division_code, union.division_path
    )
