"""Cases in the order they want to be worked: urgent first, then what is due first; ended ones newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.conditions import matching
from backend.cases.filters import OPEN, CaseFilters
from backend.cases.models import Case
from backend.cases.rules import ENDED
from backend.contracts.cases import CaseStatus
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity

PAGE_SIZE: Final = 50
# Beyond that a list says 「1000+」: nobody counts half a million rows to show a number.
COUNTED: Final = 1000
COLUMN_SIZE: Final = 50
BOARD: Final = (
    CaseStatus.received,
    CaseStatus.accepted,
    CaseStatus.verified,
    CaseStatus.referred,
    CaseStatus.in_progress,
    CaseStatus.waiting,
    CaseStatus.resolved,
    CaseStatus.followed_up,
)


@dataclass(frozen=True)
class CaseList:
    """`total` stops at COUNTED + 1."""

    rows: Sequence[Case]
    total: int

    @property
    def has_more_than_counted(self) -> bool:
        return self.total > COUNTED


@dataclass(frozen=True)
class Column:
    status: CaseStatus
    rows: Sequence[Case]
    total: int


async def list_cases(
    session: AsyncSession,
    staff: StaffIdentity,
    filters: CaseFilters,
    *,
    keyring: Keyring,
    page: int = 1,
) -> CaseList:
    page = max(page, 1)
    rows = await session.scalars(
        _ordered(staff, filters, keyring).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    )
    return CaseList(rows.all(), await count_cases(session, staff, filters, keyring=keyring))


async def count_cases(
    session: AsyncSession,
    staff: StaffIdentity,
    filters: CaseFilters,
    *,
    keyring: Keyring,
    at_most: int = COUNTED + 1,
) -> int:
    some = select(Case.id).where(*matching(staff, filters, keyring)).limit(at_most).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


async def counts_of(
    session: AsyncSession,
    staff: StaffIdentity,
    views: Mapping[str, CaseFilters],
    *,
    keyring: Keyring,
) -> dict[str, int]:
    """For the tabs above a list."""
    return {
        name: await count_cases(session, staff, filters, keyring=keyring)
        for name, filters in views.items()
    }


async def board(
    session: AsyncSession, staff: StaffIdentity, filters: CaseFilters, *, keyring: Keyring
) -> list[Column]:
    """The open ones, a column a status, each in working order."""
    columns = []
    for status in BOARD:
        narrowed = replace(filters, status=status.value)
        rows = await session.scalars(_ordered(staff, narrowed, keyring).limit(COLUMN_SIZE))
        total = await count_cases(session, staff, narrowed, keyring=keyring)
        columns.append(Column(status, rows.all(), total))
    return columns


async def ids_of(
    session: AsyncSession,
    staff: StaffIdentity,
    filters: CaseFilters,
    *,
    keyring: Keyring,
    at_most: int,
) -> Sequence[UUID]:
    """In the order of the list, for exports and acts on many."""
    rows = await session.scalars(
        _ordered(staff, filters, keyring).with_only_columns(Case.id).limit(at_most)
    )
    return rows.all()


def _ordered(staff: StaffIdentity, filters: CaseFilters, keyring: Keyring) -> Select[Any]:
    query = select(Case).where(*matching(staff, filters, keyring))
    return query.order_by(*_order(filters))


def _order(filters: CaseFilters) -> tuple[Any, ...]:
    if filters.status == OPEN or filters.status in set(CaseStatus) - ENDED:
        return Case.urgent.desc(), Case.next_due_at, Case.id
    return Case.opened_at.desc(), Case.id
