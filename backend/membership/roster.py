"""The members of the unions somebody works for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.errors import NotFound
from backend.membership.models import Application, Member, Membership, MembershipStatus
from backend.membership.search import matches_person
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import under

PAGE_SIZE = 50


@dataclass(frozen=True)
class RosterFilters:
    status: MembershipStatus | None = None
    county: str | None = None
    trade: str | None = None
    q: str = ""


@dataclass(frozen=True)
class Entry:
    member: Member
    membership: Membership


@dataclass(frozen=True)
class Roster:
    rows: Sequence[Entry]
    total: int


async def list_members(
    session: AsyncSession,
    staff: StaffIdentity,
    filters: RosterFilters,
    *,
    keyring: Keyring,
    page: int = 1,
) -> Roster:
    """Newest first; whose membership ended is history, not roster."""
    found = (
        select(Member, Membership)
        .join(Membership, Membership.member_id == Member.id)
        .where(
            Membership.status != MembershipStatus.ended,
            under(Membership.division_path, staff.visible_paths),
            *_conditions(filters, keyring),
        )
    )
    total = await session.scalar(select(func.count()).select_from(found.subquery()))
    rows = await session.execute(
        found.order_by(Membership.since.desc(), Member.number.desc())
        .limit(PAGE_SIZE)
        .offset((max(page, 1) - 1) * PAGE_SIZE)
    )
    return Roster([Entry(member, membership) for member, membership in rows.all()], total or 0)


async def get_member_for(session: AsyncSession, staff: StaffIdentity, member_id: UUID) -> Member:
    """The console's only way to a member; outside one's places nobody exists."""
    member = await session.get(Member, member_id)
    if member is None or not any(
        staff.may_see(row.division_path) for row in await memberships_of(session, member_id)
    ):
        raise NotFound(f"member {member_id}")
    return member


async def memberships_of(session: AsyncSession, member_id: UUID) -> Sequence[Membership]:
    """Newest first, ended ones included."""
    rows = await session.scalars(
        select(Membership)
        .where(Membership.member_id == member_id)
        .order_by(Membership.since.desc(), Membership.status)
    )
    return rows.all()


async def member_of_application(session: AsyncSession, application_id: UUID) -> Member | None:
    return await session.scalar(
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.application_id == application_id)
    )


async def member_of_contact(session: AsyncSession, contact_id: UUID) -> Member | None:
    """Whoever may see the conversation may know that the person is a member."""
    return await session.scalar(select(Member).where(Member.contact_id == contact_id))


async def people_by_contact(
    session: AsyncSession, contact_ids: Sequence[UUID]
) -> dict[UUID, Application]:
    """The newest application of each contact that has given a name, to say who is talking."""
    rows = await session.scalars(
        select(Application)
        .where(Application.contact_id.in_(contact_ids), Application.name.is_not(None))
        .order_by(Application.created_at)
    )
    return {row.contact_id: row for row in rows.all()}


def _conditions(filters: RosterFilters, keyring: Keyring) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.status:
        conditions.append(Membership.status == filters.status)
    if filters.county:
        conditions.append(_in_county(filters.county))
    if filters.trade:
        conditions.append(Member.trade == filters.trade)
    if filters.q.strip():
        conditions.append(
            or_(
                Member.number.startswith(filters.q.strip().upper(), autoescape=True),
                matches_person(Member, filters.q, keyring),
            )
        )
    return conditions


def _in_county(code: str) -> ColumnElement[Any]:
    """The county is the last part of the path."""
    return Membership.division_path.endswith(f"/{code}", autoescape=True)
