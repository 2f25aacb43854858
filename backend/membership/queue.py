"""The queue of applications: what somebody may see of it, in the order it wants to be worked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.joining import ApplicationStatus
from backend.database import utc_now
from backend.membership.models import Application
from backend.membership.search import matches_person
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.unions.lookup import under

PAGE_SIZE = 50


@dataclass(frozen=True)
class QueueFilters:
    """`status` None means every status; `q` a number, phone, ID number or whole name."""

    status: ApplicationStatus | None = ApplicationStatus.submitted
    county: str | None = None
    trade: str | None = None
    overdue: bool = False
    manual: bool = False
    scene: str | None = None
    q: str = ""


@dataclass(frozen=True)
class Queue:
    rows: Sequence[Application]
    total: int
    counts: dict[str, int]  # by status, under the other filters


async def list_applications(
    session: AsyncSession,
    staff: StaffIdentity,
    filters: QueueFilters,
    *,
    keyring: Keyring,
    page: int = 1,
) -> Queue:
    counts = await count_by_status(session, staff, filters, keyring=keyring)
    rows = await session.scalars(
        _matching(staff, filters, keyring)
        .order_by(*_order(filters))
        .limit(PAGE_SIZE)
        .offset((max(page, 1) - 1) * PAGE_SIZE)
    )
    total = counts.get(filters.status, 0) if filters.status else sum(counts.values())
    return Queue(rows.all(), total, counts)


async def count_by_status(
    session: AsyncSession, staff: StaffIdentity, filters: QueueFilters, *, keyring: Keyring
) -> dict[str, int]:
    every = _matching(staff, replace(filters, status=None), keyring).subquery()
    rows = await session.execute(select(every.c.status, func.count()).group_by(every.c.status))
    counts = {str(status): int(count) for status, count in rows.all()}
    # A returned application the person has reopened is still theirs to finish.
    reopened = counts.pop(ApplicationStatus.draft, 0)
    if reopened:
        counts[ApplicationStatus.returned] = counts.get(ApplicationStatus.returned, 0) + reopened
    return counts


@dataclass(frozen=True)
class Neighbors:
    previous: UUID | None
    next: UUID | None


async def neighbors(
    session: AsyncSession,
    staff: StaffIdentity,
    application: Application,
    filters: QueueFilters,
    *,
    keyring: Keyring,
) -> Neighbors:
    """The rows before and after in the same filtered list, even when this one has left it."""
    if application.due_at is None or application.submitted_at is None:
        return Neighbors(None, None)
    keys = _keys(filters)
    here = tuple_(*(getattr(application, key.key) for key in keys))
    found = _matching(staff, filters, keyring).with_only_columns(Application.id)
    others = found.where(Application.id != application.id)
    position = tuple_(*keys)
    onward, back = (
        (position > here, position < here)
        if _ascending(filters)
        else (position < here, position > here)
    )
    following = others.where(onward).order_by(*_order(filters)).limit(1)
    preceding = others.where(back).order_by(*_order(filters, reverse=True)).limit(1)
    return Neighbors(await session.scalar(preceding), await session.scalar(following))


def _matching(staff: StaffIdentity, filters: QueueFilters, keyring: Keyring) -> Select[Any]:
    return select(Application).where(visible_to(staff), *_conditions(filters, keyring))


def visible_to(staff: StaffIdentity) -> ColumnElement[bool]:
    """What was submitted once, in one's own part of the tree; drafts are the person's own."""
    return and_(
        Application.submitted_at.is_not(None),
        under(Application.division_path, staff.visible_paths),
    )


async def applications_of(
    session: AsyncSession, staff: StaffIdentity, contact_id: UUID
) -> Sequence[Application]:
    """What one person has submitted, newest first, as far as it is this staff's to see."""
    rows = await session.scalars(
        select(Application)
        .where(Application.contact_id == contact_id, visible_to(staff))
        .order_by(Application.submitted_at.desc())
    )
    return rows.all()


async def count_by_scene(
    session: AsyncSession, staff: StaffIdentity, scenes: Collection[str]
) -> dict[str, int]:
    """How many applications began at these QR codes, as far as they are this staff's to see."""
    rows = await session.execute(
        select(Application.scene, func.count())
        .where(Application.scene.in_(scenes), visible_to(staff))
        .group_by(Application.scene)
    )
    return {str(scene): int(count) for scene, count in rows.all()}


def contacts_under(paths: tuple[str, ...]) -> Select[Any]:
    """A subquery of contacts whose application belongs there, for the conversations list."""
    return select(Application.contact_id).where(
        Application.submitted_at.is_not(None), under(Application.division_path, paths)
    )


def _conditions(filters: QueueFilters, keyring: Keyring) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.status is ApplicationStatus.returned:
        conditions.append(
            Application.status.in_([ApplicationStatus.returned, ApplicationStatus.draft])
        )
    elif filters.status:
        conditions.append(Application.status == filters.status)
    if filters.county:
        conditions.append(Application.county_code == filters.county)
    if filters.trade:
        conditions.append(Application.trade == filters.trade)
    if filters.overdue:
        conditions.append(
            and_(Application.status == ApplicationStatus.submitted, Application.due_at < utc_now())
        )
    if filters.manual:
        conditions.append(Application.manual_review.is_(True))
    if filters.scene:
        conditions.append(Application.scene == filters.scene)
    if filters.q.strip():
        conditions.append(
            or_(
                Application.number.startswith(filters.q.strip().upper(), autoescape=True),
                matches_person(Application, filters.q, keyring),
            )
        )
    return conditions


def _ascending(filters: QueueFilters) -> bool:
    return filters.status is ApplicationStatus.submitted


def _keys(filters: QueueFilters) -> tuple[Any, ...]:
    """Waiting ones by what is due first; the rest by what came last."""
    column = Application.due_at if _ascending(filters) else Application.submitted_at
    return (column, Application.id)


def _order(filters: QueueFilters, *, reverse: bool = False) -> list[Any]:
    ascending = _ascending(filters) != reverse
    return [key.asc() if ascending else key.desc() for key in _keys(filters)]
