"""工会服务机构 and departments that cases are referred to (S45, S58)."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import ServiceOrganization
from backend.contracts.errors import ErrorCode
from backend.errors import NotAllowed, NotFound, Refused
from backend.privacy import audit
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import places_covering, under

KINDS: Final = ("legal", "hardship", "mediation", "department", "other")
LONGEST_NAME: Final = 120


async def get_organization(session: AsyncSession, organization_id: UUID) -> ServiceOrganization:
    row = await session.get(ServiceOrganization, organization_id)
    if row is None:
        raise NotFound(f"service organization {organization_id}")
    return row


async def organization_named(session: AsyncSession, name: str) -> ServiceOrganization:
    """By its whole name, for whoever opens an account for it."""
    row = await session.scalar(
        select(ServiceOrganization).where(
            ServiceOrganization.name == name, ServiceOrganization.is_active
        )
    )
    if row is None:
        raise NotFound(f"service organization {name}")
    return row


async def organization_names(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = await session.execute(
        select(ServiceOrganization.id, ServiceOrganization.name).where(
            ServiceOrganization.id.in_(set(ids))
        )
    )
    return {row.id: row.name for row in rows.all()}


async def organizations_for(
    session: AsyncSession, division_path: str
) -> Sequence[ServiceOrganization]:
    """Whom a case of this place can be referred to: those of the place, and those of places above."""
    around = ServiceOrganization.division_path.in_(places_covering(division_path))
    rows = await session.scalars(
        select(ServiceOrganization)
        .where(around, ServiceOrganization.is_active)
        .order_by(ServiceOrganization.division_path.desc(), ServiceOrganization.name)
    )
    return rows.all()


async def organizations_under(
    session: AsyncSession, staff: StaffIdentity
) -> Sequence[ServiceOrganization]:
    """Those one looks after, closed ones last."""
    rows = await session.scalars(
        select(ServiceOrganization)
        .where(under(ServiceOrganization.division_path, staff.visible_paths))
        .order_by(ServiceOrganization.is_active.desc(), ServiceOrganization.name)
    )
    return rows.all()


async def add_organization(
    session: AsyncSession,
    staff: StaffIdentity,
    *,
    name: str,
    kind: str,
    division_path: str,
    phone: str = "",
) -> ServiceOrganization:
    if not staff.may_see(division_path):
        raise NotAllowed("a place of others")
    if await _is_there(session, name.strip(), division_path):
        raise Refused(ErrorCode.conflict, "an organization of that name is there already")
    row = ServiceOrganization(division_path=division_path, **_fields(name, kind, phone))
    session.add(row)
    await session.flush()
    await _audit(session, staff, row, "service_organization_added")
    return row


async def _is_there(session: AsyncSession, name: str, division_path: str) -> bool:
    """Two of one name in a list of receivers: nobody could tell which is which."""
    known = select(ServiceOrganization.id).where(
        ServiceOrganization.name == name,
        ServiceOrganization.division_path == division_path,
        ServiceOrganization.is_active,
    )
    return (await session.scalars(known)).first() is not None


async def change_organization(
    session: AsyncSession,
    staff: StaffIdentity,
    organization_id: UUID,
    *,
    name: str,
    kind: str,
    phone: str,
    is_active: bool,
) -> ServiceOrganization:
    """A closed one is offered no more; what it holds it keeps."""
    row = await get_organization(session, organization_id)
    if not staff.may_see(row.division_path):
        raise NotFound(f"service organization {organization_id}")
    for column, value in _fields(name, kind, phone).items():
        setattr(row, column, value)
    row.is_active = is_active
    await _audit(session, staff, row, "service_organization_changed")
    return row


def _fields(name: str, kind: str, phone: str) -> dict[str, str]:
    name, phone = name.strip(), phone.strip()
    if not name or len(name) > LONGEST_NAME or kind not in KINDS or len(phone) > 40:
        raise Refused(ErrorCode.invalid_payload, "name, kind or phone")
    return {"name": name, "kind": kind, "phone": phone}


async def _audit(
    session: AsyncSession, staff: StaffIdentity, row: ServiceOrganization, action: str
) -> None:
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff.id,
        action=action,
        subject_kind="service_organization",
        subject_id=row.id,
        division_path=row.division_path,
        data={"is_active": row.is_active},
    )
