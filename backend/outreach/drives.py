"""集中建会行动: started by a union, with a QR code of its own."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.conversations.gateway import Gateway
from backend.database import Database, utc_now
from backend.errors import NotFound, Refused
from backend.outreach import rules
from backend.outreach.codes import Order, ask, order_code
from backend.outreach.models import QrCode, UnionizationDrive
from backend.outreach.organizations import Organization, organization_for
from backend.outreach.rules import Scene, SceneKind
from backend.privacy import audit
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import under

# No letter that looks like a digit: somebody may read a scene aloud.
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_SHOWN = 200
LONGEST_NAME = 40
LONGEST_EMPLOYER = 60


@dataclass(frozen=True)
class NewDrive:
    name: str
    union_id: UUID
    starts_on: date
    ends_on: date
    employer: str = ""


class NameTaken(Refused):
    """The union had a drive of this name at another time, or for another employer."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.conflict, "a drive of this name")


async def start_drive(
    database: Database, gateway: Gateway, staff: StaffIdentity, wanted: NewDrive
) -> UUID:
    """The same one, when the union has it already: two clicks make one drive. Raises NameTaken."""
    _check(wanted)
    async with database.transaction() as session:
        union = await organization_for(session, staff, wanted.union_id)
        drive_id = await _present_or_new(session, staff, union, wanted)
        order = await _order(session, staff, union, drive_id)
    await ask(database, gateway, order)
    return drive_id


async def make_code_of_drive(
    database: Database, gateway: Gateway, staff: StaffIdentity, drive_id: UUID
) -> None:
    """Again, after the platform was away or said no."""
    async with database.transaction() as session:
        drive = await get_drive_for(session, staff, drive_id)
        union = await organization_for(session, staff, drive.union_id)
        order = await _order(session, staff, union, drive_id)
    await ask(database, gateway, order)


def _check(wanted: NewDrive) -> None:
    fits = (
        1 <= len(wanted.name) <= LONGEST_NAME
        and len(wanted.employer) <= LONGEST_EMPLOYER
        and rules.is_fit_period(wanted.starts_on, wanted.ends_on)
    )
    if not fits:
        raise Refused(ErrorCode.invalid_payload, "name or period of the drive")


async def _present_or_new(
    session: AsyncSession, staff: StaffIdentity, union: Organization, wanted: NewDrive
) -> UUID:
    row = insert(UnionizationDrive).values(
        id=uuid4(),
        name=wanted.name,
        union_id=union.id,
        division_path=union.division_path,
        employer=wanted.employer or None,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        created_by=staff.id,
        created_at=utc_now(),
    )
    found = await session.scalars(row.on_conflict_do_nothing().returning(UnionizationDrive.id))
    added = found.one_or_none()
    if added is None:
        return await _id_of(session, wanted)
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff.id,
        action="drive_started",
        subject_kind="drive",
        subject_id=added,
        division_path=union.division_path,
    )
    return added


async def _id_of(session: AsyncSession, wanted: NewDrive) -> UUID:
    rows = await session.scalars(
        select(UnionizationDrive).where(
            UnionizationDrive.union_id == wanted.union_id, UnionizationDrive.name == wanted.name
        )
    )
    drive = rows.one()
    known = NewDrive(
        drive.name, drive.union_id, drive.starts_on, drive.ends_on, drive.employer or ""
    )
    if known != wanted:
        raise NameTaken
    return drive.id


async def _order(
    session: AsyncSession, staff: StaffIdentity, union: Organization, drive_id: UUID
) -> Order | None:
    """Locked, so that two clicks find one scene."""
    await session.get_one(UnionizationDrive, drive_id, with_for_update=True)
    known = await session.scalar(select(QrCode.scene).where(QrCode.drive_id == drive_id))
    scene = rules.read_scene(known) or Scene(SceneKind.drive, _short_id())
    return await order_code(session, staff, union, scene, drive_id=drive_id)


def _short_id() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


async def drives_of(
    session: AsyncSession, staff: StaffIdentity, union_id: UUID
) -> Sequence[UnionizationDrive]:
    """Those that end last first."""
    rows = await session.scalars(
        select(UnionizationDrive)
        .where(
            UnionizationDrive.union_id == union_id,
            under(UnionizationDrive.division_path, staff.visible_paths),
        )
        .order_by(UnionizationDrive.ends_on.desc(), UnionizationDrive.created_at.desc())
        .limit(_SHOWN)
    )
    return rows.all()


async def get_drive_for(
    session: AsyncSession, staff: StaffIdentity, drive_id: UUID
) -> UnionizationDrive:
    """The console's only way to a drive; outside one's places it does not exist."""
    drive = await session.get(UnionizationDrive, drive_id)
    if drive is None or not staff.may_see(drive.division_path):
        raise NotFound(f"drive {drive_id}")
    return drive
