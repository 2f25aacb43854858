"""Rows leave the system with four eyes: one asks with a reason, another allows, and all is audited."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import export_rows
from backend.cases.filters import CaseFilters
from backend.cases.listing import count_cases, ids_of
from backend.cases.models import Case, CaseExport
from backend.cases.refusals import FourEyes
from backend.cases.wording import given
from backend.contracts.errors import ErrorCode
from backend.database import utc_now
from backend.errors import NotAllowed, NotFound, Refused
from backend.privacy import audit
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.rules import covers

MOST_ROWS: Final = 10_000
FETCHABLE: Final = timedelta(days=3)
_SHOWN: Final = 100
_CHUNK: Final = 1000


async def request_export(
    session: AsyncSession,
    staff: StaffIdentity,
    *,
    query: str,
    reason: str,
    keyring: Keyring,
) -> CaseExport:
    """`query` is the list's own, as in its address; refused when it holds too many rows, or none."""
    if staff.service_organization_id is not None:
        raise NotAllowed("a service organization takes nothing out")
    reason = given(reason)
    filters = CaseFilters.from_query(query)
    count = await count_cases(session, staff, filters, keyring=keyring, at_most=MOST_ROWS + 1)
    if not 0 < count <= MOST_ROWS:
        raise Refused(ErrorCode.invalid_payload, "too many rows, or none", rows=count)
    export_id = uuid4()
    export = CaseExport(
        id=export_id,
        requested_by=staff.id,
        division_paths=list(staff.visible_paths),
        # Somebody may have searched for a person.
        query=keyring.seal_text(filters.as_query(), aad=_aad(export_id)),
        reason=reason,
        row_count=count,
    )
    session.add(export)
    await session.flush()
    await _audit(session, staff, export, "case_export_requested", reason=reason)
    return export


def filters_of(keyring: Keyring, export: CaseExport) -> CaseFilters:
    return CaseFilters.from_query(keyring.open_text(export.query, aad=_aad(export.id)))


def _aad(export_id: UUID) -> str:
    return f"case_exports|query|{export_id}"


async def exports_for(session: AsyncSession, staff: StaffIdentity) -> Sequence[CaseExport]:
    """One's own, and those one may decide; newest first."""
    rows = await session.scalars(
        select(CaseExport)
        .where(
            or_(
                CaseExport.requested_by == staff.id,
                CaseExport.decided_by == staff.id,
                CaseExport.decided_at.is_(None),
            )
        )
        .order_by(CaseExport.requested_at.desc())
        .limit(_SHOWN)
    )
    return [row for row in rows if row.requested_by == staff.id or may_decide(staff, row)]


async def waiting_for(session: AsyncSession, staff: StaffIdentity) -> int:
    """How many requests of colleagues one may decide, and nobody has."""
    rows = await session.scalars(
        select(CaseExport).where(
            CaseExport.decided_at.is_(None), CaseExport.requested_by != staff.id
        )
    )
    return sum(may_decide(staff, row) for row in rows)


def may_decide(staff: StaffIdentity, export: CaseExport) -> bool:
    """Another pair of eyes, of the same place or one above all that is to go out."""
    return export.requested_by != staff.id and all(
        any(covers(binding.path, path) for binding in staff.bindings)
        for path in export.division_paths
    )


async def allow_export(session: AsyncSession, staff: StaffIdentity, export_id: UUID) -> CaseExport:
    return await _decide(session, staff, export_id, allowed=True)


async def refuse_export(session: AsyncSession, staff: StaffIdentity, export_id: UUID) -> CaseExport:
    return await _decide(session, staff, export_id, allowed=False)


async def fetch_export(
    session: AsyncSession, staff: StaffIdentity, export_id: UUID, *, keyring: Keyring
) -> str:
    """The CSV, to who asked for it, for three days after it was allowed. Names are masked, no phones.

    As the rows stand now, and only what this staff may still see.
    """
    export = await session.get(CaseExport, export_id, with_for_update=True)
    if export is None or export.requested_by != staff.id:
        raise NotFound(f"export {export_id}")
    if not is_fetchable(export):
        raise FourEyes(f"export {export_id}", why=_why_not(export))
    text = await _as_csv(session, staff, export, keyring)
    export.fetched_at = utc_now()
    await _audit(session, staff, export, "case_export_fetched")
    return text


def is_fetchable(export: CaseExport, *, now: datetime | None = None) -> bool:
    if not export.is_allowed or export.decided_at is None:
        return False
    return (now or utc_now()) < export.decided_at + FETCHABLE


def _why_not(export: CaseExport) -> str:
    if export.decided_at is None:
        return "open"
    return "expired" if export.is_allowed else "refused"


async def _decide(
    session: AsyncSession, staff: StaffIdentity, export_id: UUID, *, allowed: bool
) -> CaseExport:
    export = await session.get(CaseExport, export_id, with_for_update=True, populate_existing=True)
    if export is None or not (may_decide(staff, export) or export.requested_by == staff.id):
        raise NotFound(f"export {export_id}")
    if export.requested_by == staff.id:
        raise FourEyes(f"export {export_id} is one's own", why="own")
    if export.decided_at is not None:
        raise FourEyes(f"export {export_id} was decided", why="decided")
    export.decided_by, export.decided_at, export.is_allowed = staff.id, utc_now(), allowed
    action = "case_export_allowed" if allowed else "case_export_refused"
    await _audit(session, staff, export, action)
    return export


async def _as_csv(
    session: AsyncSession, staff: StaffIdentity, export: CaseExport, keyring: Keyring
) -> str:
    """With a byte order mark: without it spreadsheets take Chinese for something else."""
    filters = filters_of(keyring, export)
    ids = await ids_of(session, staff, filters, keyring=keyring, at_most=MOST_ROWS)
    out = io.StringIO()
    out.write("\ufeff")
    sheet = csv.writer(out)
    sheet.writerow(export_rows.HEADER)
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        rows = await session.scalars(select(Case).where(Case.id.in_(some)).order_by(Case.number))
        sheet.writerows(await export_rows.rows_of(session, rows.all(), keyring))
    return out.getvalue()


async def _audit(
    session: AsyncSession, staff: StaffIdentity, export: CaseExport, action: str, **data: Any
) -> None:
    await audit.record(
        session,
        actor=audit.Actor.staff,
        actor_id=staff.id,
        action=action,
        subject_kind="case_export",
        subject_id=export.id,
        data={"rows": export.row_count, "paths": list(export.division_paths), **data},
    )
