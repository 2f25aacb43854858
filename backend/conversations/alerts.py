"""What the platform refuses until somebody changes the account's settings: staff must see it."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.messages import DeliveryResult, DeliveryStatus
from backend.conversations.models import PlatformAlert
from backend.database import utc_now

# A token refused twice in a row means the secret or the account is not what we think.
_REASONS = {"alert", "permission", "token", "bad_template"}


async def learn(session: AsyncSession, result: DeliveryResult) -> None:
    """A refusal of that kind raises the alarm; the next message that gets through ends it."""
    if result.reason in _REASONS and result.errcode:
        await _raise(session, result)
    elif result.status is DeliveryStatus.accepted and not result.passively:
        await session.execute(delete(PlatformAlert))


async def _raise(session: AsyncSession, result: DeliveryResult) -> None:
    now = utc_now()
    fresh = insert(PlatformAlert).values(
        errcode=result.errcode, reason=result.reason, first_at=now, last_at=now, count=1
    )
    await session.execute(
        fresh.on_conflict_do_update(
            index_elements=["errcode"],
            set_={"last_at": now, "reason": result.reason, "count": PlatformAlert.count + 1},
        )
    )


async def current(session: AsyncSession) -> Sequence[PlatformAlert]:
    return (await session.scalars(select(PlatformAlert).order_by(PlatformAlert.first_at))).all()
