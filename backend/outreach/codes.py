"""A QR code for an organization or a drive: asked for once, kept for ever.

The row is written before the platform is asked, and no transaction is open while it thinks.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.conversations.gateway import Gateway, GatewayUnavailable, PlatformRefused
from backend.database import Database, utc_now
from backend.errors import NotFound, Refused
from backend.outreach import rules
from backend.outreach.models import QrCode
from backend.outreach.organizations import Organization, organization_for
from backend.outreach.rules import Scene
from backend.privacy import audit
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import under

logger = logging.getLogger(__name__)


class CodesExhausted(Refused):
    """The account has no permanent code left to give."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.conflict, "no permanent code left")


@dataclass(frozen=True)
class Order:
    """A code that we, and nobody else, ask the platform for now."""

    code_id: UUID
    scene: str


async def make_code_of_union(
    database: Database, gateway: Gateway, staff: StaffIdentity, union_id: UUID
) -> None:
    """Safe to ask twice: the second asking finds the first one's row."""
    async with database.transaction() as session:
        union = await organization_for(session, staff, union_id)
        order = await order_code(session, staff, union, union.scene)
    await ask(database, gateway, order)


async def order_code(
    session: AsyncSession,
    staff: StaffIdentity,
    union: Organization,
    scene: Scene,
    *,
    drive_id: UUID | None = None,
    most: int = rules.MOST_CODES,
) -> Order | None:
    """None when the code is there already, or somebody else is asking for it right now."""
    is_new = await _reserve(session, staff, union, scene, drive_id, most)
    code_id = await _claim(session, scene)
    if code_id is None:
        return None
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff.id,
        action="qr_code_ordered" if is_new else "qr_code_ordered_again",
        subject_kind="qr_code",
        subject_id=code_id,
        division_path=union.division_path,
        data={"scene": str(scene), "union": str(union.id)},
    )
    return Order(code_id, str(scene))


async def _reserve(
    session: AsyncSession,
    staff: StaffIdentity,
    union: Organization,
    scene: Scene,
    drive_id: UUID | None,
    most: int,
) -> bool:
    if await session.scalar(select(QrCode.id).where(QrCode.scene == str(scene))):
        return False
    if rules.is_exhausted(await count_codes(session), most):
        raise CodesExhausted
    row = insert(QrCode).values(
        id=uuid4(),
        scene=str(scene),
        kind=scene.kind.value,
        union_id=union.id,
        division_path=union.division_path,
        county_code=rules.county_of(union.division_code),
        drive_id=drive_id,
        created_by=staff.id,
        created_at=utc_now(),
    )
    # The other of two clicks at once waits here until the first has committed.
    added = await session.execute(row.on_conflict_do_nothing().returning(QrCode.id))
    return added.first() is not None


async def _claim(session: AsyncSession, scene: Scene) -> UUID | None:
    now = utc_now()
    return await session.scalar(
        update(QrCode)
        .where(
            QrCode.scene == str(scene),
            QrCode.url.is_(None),
            or_(QrCode.asked_at.is_(None), QrCode.asked_at < now - rules.ASKING_LASTS),
        )
        .values(asked_at=now, errcode=None)
        .returning(QrCode.id)
    )


async def ask(database: Database, gateway: Gateway, order: Order | None) -> None:
    """What came of it stands in the row; a refusal is shown, not raised."""
    if order is None:
        return
    try:
        made = await gateway.create_qr_code(order.scene)
    except (GatewayUnavailable, PlatformRefused) as problem:
        errcode = problem.errcode if isinstance(problem, PlatformRefused) else 0
        logger.warning("code %s not made: %s", order.code_id, problem)
        changes: dict[str, object] = {"errcode": errcode, "asked_at": None}
    else:
        changes = {"ticket": made.ticket, "url": made.url, "made_at": utc_now(), "asked_at": None}
    async with database.transaction() as session:
        await session.execute(
            update(QrCode).where(QrCode.id == order.code_id, QrCode.url.is_(None)).values(**changes)
        )


async def count_codes(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(QrCode)) or 0


async def codes_of_unions(session: AsyncSession, union_ids: Iterable[UUID]) -> dict[UUID, QrCode]:
    """Their own codes, without those of their drives."""
    rows = await session.scalars(
        select(QrCode).where(QrCode.union_id.in_(set(union_ids)), QrCode.drive_id.is_(None))
    )
    return {code.union_id: code for code in rows.all()}


async def codes_of_drives(session: AsyncSession, drive_ids: Iterable[UUID]) -> dict[UUID, QrCode]:
    rows = await session.scalars(select(QrCode).where(QrCode.drive_id.in_(set(drive_ids))))
    return {code.drive_id: code for code in rows.all() if code.drive_id}


async def get_code_for(session: AsyncSession, staff: StaffIdentity, code_id: UUID) -> QrCode:
    """The console's only way to a code; outside one's places it does not exist."""
    code = await session.scalar(
        select(QrCode).where(QrCode.id == code_id, under(QrCode.division_path, staff.visible_paths))
    )
    if code is None:
        raise NotFound(f"code {code_id}")
    return code


async def find_code(session: AsyncSession, scene: str) -> QrCode | None:
    return await session.scalar(select(QrCode).where(QrCode.scene == scene))
