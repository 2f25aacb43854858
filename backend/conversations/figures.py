"""Closed and open requests of a time and place, for the desk's report: moments and ids only."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.conversations.models import Handoff
from backend.conversations.past_request import Asked as Asked
from backend.unions.lookup import under


async def asked_between(
    session: AsyncSession, paths: Iterable[str], start: datetime, end: datetime
) -> Sequence[Asked]:
    columns = [getattr(Handoff, name) for name in Asked.__dataclass_fields__]
    rows = await session.execute(
        select(*columns)
        .where(
            Handoff.requested_at >= start,
            Handoff.requested_at < end,
            under(Handoff.division_path, paths),
        )
        .order_by(Handoff.requested_at)
    )
    return [Asked(*row) for row in rows.all()]
