"""Cases in the order they want to be worked: urgent first, then what is due first; ended ones newest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import searching
from backend.cases.access import scope_of, visible_to
from backend.cases.conditions import is_free_text, narrowed, said
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
    """`total` stops at COUNTED + 1. `counts` by status, and of all that are open; none of a search."""

    rows: Sequence[Case]
    total: int
    counts: dict[str, int]


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
    rows = await _page(
        session, staff, filters, keyring, limit=PAGE_SIZE, offset=(max(page, 1) - 1) * PAGE_SIZE
    )
    counts = {} if filters.q else await count_open(session, staff, filters)
    total = await _total(session, staff, filters, keyring, counts)
    return CaseList(rows, min(total, COUNTED + 1), counts)


async def count_cases(
    session: AsyncSession,
    staff: StaffIdentity,
    filters: CaseFilters,
    *,
    keyring: Keyring,
    at_most: int = COUNTED + 1,
) -> int:
    found = await _among(session, staff, filters)
    if filters.q:
        found = found.where(said(filters.q, keyring))
    some = found.with_only_columns(Case.id).limit(at_most).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


async def count_open(
    session: AsyncSession, staff: StaffIdentity, filters: CaseFilters
) -> dict[str, int]:
    """By status and together, under the other filters; nobody counts the archive."""
    found = await _among(session, staff, replace(filters, status=OPEN))
    each = found.with_only_columns(Case.status, func.count()).group_by(Case.status)
    counts = {str(status): int(count) for status, count in (await session.execute(each)).all()}
    of_each = {status.value: counts.get(status.value, 0) for status in BOARD}
    return {OPEN: sum(counts.values()), **of_each}


async def numbers_for(
    session: AsyncSession, staff: StaffIdentity, ids: Iterable[UUID]
) -> dict[UUID, str]:
    """Of those this staff may open."""
    rows = await session.execute(
        select(Case.id, Case.number).where(Case.id.in_(set(ids)), visible_to(staff))
    )
    return {row.id: row.number for row in rows.all()}


async def board(
    session: AsyncSession, staff: StaffIdentity, filters: CaseFilters, *, keyring: Keyring
) -> list[Column]:
    """The open ones, a column a status, each in working order."""
    counts = {} if filters.q else await count_open(session, staff, filters)
    columns = []
    for status in BOARD:
        column = replace(filters, status=status.value)
        rows = await _page(session, staff, column, keyring, limit=COLUMN_SIZE)
        total = await _total(session, staff, column, keyring, counts)
        columns.append(Column(status, rows, total))
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
    if filters.q:
        return [row.id for row in await _page(session, staff, filters, keyring, limit=at_most)]
    found = (await _among(session, staff, filters)).order_by(*_order(filters))
    return (await session.scalars(found.with_only_columns(Case.id).limit(at_most))).all()


async def _total(
    session: AsyncSession,
    staff: StaffIdentity,
    filters: CaseFilters,
    keyring: Keyring,
    counts: Mapping[str, int],
) -> int:
    """Out of what was counted already, where it was."""
    if filters.status in counts:
        return counts[filters.status]
    return await count_cases(session, staff, filters, keyring=keyring)


async def _page(
    session: AsyncSession,
    staff: StaffIdentity,
    filters: CaseFilters,
    keyring: Keyring,
    *,
    limit: int,
    offset: int = 0,
) -> Sequence[Case]:
    among = await _among(session, staff, filters)
    if filters.q and is_free_text(filters.q):
        return await searching.page_of(
            session,
            among,
            lambda case: _order(filters, case),
            lambda case: said(filters.q, keyring, case),
            limit=limit,
            offset=offset,
        )
    if filters.q:
        among = among.where(said(filters.q, keyring))
    rows = await session.scalars(among.order_by(*_order(filters)).limit(limit).offset(offset))
    return rows.all()


async def _among(session: AsyncSession, staff: StaffIdentity, filters: CaseFilters) -> Select[Any]:
    return select(Case).where(await scope_of(session, staff), *narrowed(staff, filters))


def _order(filters: CaseFilters, case: type[Case] = Case) -> tuple[Any, ...]:
    if filters.status == OPEN or filters.status in set(CaseStatus) - ENDED:
        return case.urgent.desc(), case.next_due_at, case.id
    return case.opened_at.desc(), case.id
