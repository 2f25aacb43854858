"""What scanning a code means: the county and the union behind it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.outreach.models import QrCode
from backend.outreach.rules import Scene


@dataclass(frozen=True)
class Meaning:
    """`union_id` is None for a county's code that was never made here, such as an old poster's."""

    county_code: str | None
    union_id: UUID | None = None


async def meaning_of(session: AsyncSession, scene: Scene) -> Meaning | None:
    """None for a code we know nothing of. A drive's code keeps its meaning after the last day."""
    row = (
        await session.execute(
            select(QrCode.county_code, QrCode.union_id).where(QrCode.scene == str(scene))
        )
    ).first()
    if row is not None:
        return Meaning(row.county_code, row.union_id)
    return Meaning(scene.county_code) if scene.county_code else None
