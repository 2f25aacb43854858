"""Who else works where: whom a case can be given to, and whom a note can name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.errors import NotFound
from backend.staff.identity import StaffIdentity
from backend.staff.models import RoleBinding, Staff
from backend.staff.service import identity_of
from backend.unions.lookup import union_ids_covering, unions_under


@dataclass(frozen=True)
class Colleague:
    id: UUID
    username: str
    display_name: str


async def active_identity(session: AsyncSession, staff_id: UUID) -> StaffIdentity:
    """A colleague as they would be signed in; NotFound when the account is closed."""
    staff = await session.get(Staff, staff_id)
    if staff is None or not staff.is_active:
        raise NotFound(f"staff {staff_id}")
    return await identity_of(session, staff)


async def colleagues_for(session: AsyncSession, division_path: str) -> Sequence[Colleague]:
    """Everybody with a role there or above, by name."""
    covering = union_ids_covering(division_path)
    return await _colleagues(
        session,
        Staff.id.in_(select(RoleBinding.staff_id).where(RoleBinding.union_id.in_(covering))),
    )


async def colleagues_under(session: AsyncSession, paths: Iterable[str]) -> Sequence[Colleague]:
    """Everybody with a role on one of these places or below, by name."""
    unions = unions_under(paths)
    return await _colleagues(
        session,
        Staff.id.in_(select(RoleBinding.staff_id).where(RoleBinding.union_id.in_(unions))),
    )


async def unions_held(session: AsyncSession, staff_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """On which unions each of them has a role."""
    rows = await session.execute(
        select(RoleBinding.staff_id, RoleBinding.union_id).where(
            RoleBinding.staff_id.in_(set(staff_ids))
        )
    )
    held: dict[UUID, set[UUID]] = {}
    for row in rows.all():
        held.setdefault(row.staff_id, set()).add(row.union_id)
    return held


async def colleagues_in(session: AsyncSession, organization_id: UUID) -> Sequence[Colleague]:
    """The accounts of a service organization."""
    return await _colleagues(session, Staff.service_organization_id == organization_id)


async def colleagues_named(session: AsyncSession, usernames: Iterable[str]) -> Sequence[Colleague]:
    return await _colleagues(session, Staff.username.in_(set(usernames)))


def closed_accounts() -> Select[UUID]:
    """A subquery of whom nothing may be left with."""
    return select(Staff.id).where(Staff.is_active.is_(False))


async def _colleagues(session: AsyncSession, who: ColumnElement[bool]) -> Sequence[Colleague]:
    rows = await session.execute(
        select(Staff.id, Staff.username, Staff.display_name)
        .where(Staff.is_active, who)
        .order_by(Staff.display_name, Staff.username)
    )
    return [Colleague(row.id, row.username, row.display_name) for row in rows.all()]
