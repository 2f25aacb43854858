"""Duty phones: which webhook a union's alarms ring, set by the administrators of the place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms import addresses, rules
from backend.alarms.models import DutyPhone
from backend.contracts.errors import ErrorCode
from backend.database import utc_now
from backend.errors import NotAllowed, NotFound, Refused
from backend.privacy import audit
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import unions_at
from backend.unions.models import UnionKind
from backend.unions.service import get_union

# Whose phone rings where several unions of a place have one.
_FIRST = (UnionKind.new_forms_federation, UnionKind.general_union)


@dataclass(frozen=True)
class Phone:
    """`level` counts the places up from the alarm's own."""

    level: int
    url: str


@dataclass(frozen=True)
class Setting:
    """As a page shows it: masked."""

    masked: str
    updated_by: UUID | None
    updated_at: datetime


async def phones_up(session: AsyncSession, union_id: UUID, division_path: str) -> list[Phone]:
    """The union's own first, then one a place: of its federation, else of its general union."""
    places = rules.places_up(division_path)
    standing = await unions_at(session, places)
    urls = await _urls(session, [union.id for union in standing])
    phones = []
    for level, place in enumerate(places):
        here = [union for union in standing if union.division_path == place and union.id in urls]
        here = [u for u in here if u.id == union_id or u.kind in _FIRST]
        here.sort(key=lambda u: (u.id != union_id, u.kind != UnionKind.new_forms_federation))
        phones += [Phone(level, urls[union.id]) for union in here[:1]]
    return phones


async def places_without(session: AsyncSession, staff: StaffIdentity) -> list[str]:
    """The places one works for whose alarms ring nowhere, not even further up."""
    silent = []
    for path in staff.visible_paths:
        standing = await unions_at(session, rules.places_up(path))
        heard = [union.id for union in standing if union.kind in _FIRST]
        if not await _urls(session, heard):
            silent.append(path)
    return silent


async def settings_of(session: AsyncSession, union_ids: Sequence[UUID]) -> Mapping[UUID, Setting]:
    rows = await session.scalars(select(DutyPhone).where(DutyPhone.union_id.in_(union_ids)))
    return {
        row.union_id: Setting(addresses.masked(row.webhook_url), row.updated_by, row.updated_at)
        for row in rows
    }


async def url_of(session: AsyncSession, staff: StaffIdentity, union_id: UUID) -> str:
    """For trying it out."""
    await _require(session, staff, union_id)
    row = await session.get(DutyPhone, union_id)
    if row is None:
        raise NotFound(f"duty phone of union {union_id}")
    return row.webhook_url


async def set_duty_phone(
    session: AsyncSession, staff: StaffIdentity, union_id: UUID, url: str, *, is_production: bool
) -> None:
    path = await _require(session, staff, union_id)
    url = url.strip()
    if not addresses.is_fit(url, is_production=is_production):
        raise Refused(ErrorCode.invalid_payload, "a webhook is an https address in the open")
    await session.merge(
        DutyPhone(union_id=union_id, webhook_url=url, updated_by=staff.id, updated_at=utc_now())
    )
    await _audit(session, staff, "duty_phone_set", union_id, path)


async def clear_duty_phone(session: AsyncSession, staff: StaffIdentity, union_id: UUID) -> None:
    path = await _require(session, staff, union_id)
    row = await session.get(DutyPhone, union_id)
    if row is None:
        return
    await session.delete(row)
    await _audit(session, staff, "duty_phone_cleared", union_id, path)


async def _require(session: AsyncSession, staff: StaffIdentity, union_id: UUID) -> str:
    """The union's place. Outside one's places it does not exist."""
    union = await get_union(session, union_id)
    if not staff.may_see(union.division_path):
        raise NotFound(f"union {union_id}")
    if not rules.may_set_duty_phone(staff.bindings, union.division_path):
        raise NotAllowed("duty phones are set by the administrators of the place")
    return union.division_path


async def _urls(session: AsyncSession, union_ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = await session.execute(
        select(DutyPhone.union_id, DutyPhone.webhook_url).where(DutyPhone.union_id.in_(union_ids))
    )
    return {row.union_id: row.webhook_url for row in rows}


async def _audit(
    session: AsyncSession, staff: StaffIdentity, action: str, union_id: UUID, path: str
) -> None:
    """That it was changed, not to what: the address is a password."""
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff.id,
        action=action,
        subject_kind="union",
        subject_id=union_id,
        division_path=path,
    )
