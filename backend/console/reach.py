"""What came of QR codes: people who scanned, followed, applied. Every figure has its rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.scans import Reach, reach_of
from backend.membership.queue import count_by_scene
from backend.outreach.codes import find_code
from backend.outreach.models import QrCode
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import union_names


@dataclass(frozen=True)
class Figures:
    scanned: int = 0
    followed: int = 0
    applied: int = 0


async def figures_of(
    session: AsyncSession, staff: StaffIdentity, codes: Iterable[QrCode]
) -> dict[str, Figures]:
    """By scene."""
    scenes = [code.scene for code in codes]
    reach = await reach_of(session, scenes)
    applied = await count_by_scene(session, staff, scenes)
    return {
        scene: Figures(
            reach.get(scene, Reach()).scanned,
            reach.get(scene, Reach()).followed,
            applied.get(scene, 0),
        )
        for scene in scenes
    }


async def source_name(session: AsyncSession, scene: str | None) -> str:
    """Whose code it is, for a list that shows what came of it; a scene of old posters as it is."""
    code = await find_code(session, scene) if scene else None
    if code is None:
        return scene or ""
    name = (await union_names(session, [code.union_id])).get(code.union_id, "")
    return f"{name}（建会行动）" if code.drive_id else name
