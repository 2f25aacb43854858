"""导出: rows of the list leave with four eyes. One asks and says why, another allows, all is kept."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import exports
from backend.cases.export_rows import safe_cell
from backend.cases.models import CaseExport
from backend.cases.refusals import FourEyes
from backend.console.access import CurrentStaff
from backend.console.case_filter_words import filters_in_words
from backend.console.case_query import CaseQuery, FromCases
from backend.console.formats import full_time
from backend.console.resources import Keys
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.database import Session, utc_now
from backend.errors import Refused
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity
from backend.staff.service import display_names

router = APIRouter(route_class=ConsoleRoute)

_NOTICES = {
    "asked": "申请已提交，等另一位同事批准。",
    "allowed": "已批准，对方三天内可以下载。",
    "refused": "已拒绝。",
}
_TROUBLE = {
    "own": "自己申请的，要由另一位同事批准。",
    "decided": "这份申请已经有同事处理过了。",
    "open": "还没有批准，等另一位同事批准以后再下载。",
    "refused": "这份申请没有批准，不能下载。",
    "expired": "过了三天，不能下载了。还要用的话，请再申请一次。",
}


@dataclass(frozen=True)
class Asked:
    """One request as the page lists it."""

    row: CaseExport
    what: str
    by: str
    decided_by: str
    state: str
    may_decide: bool
    may_fetch: bool


@router.get("/cases/exports")
async def exports_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    query: FromCases,
    notice: str = "",
    trouble: str = "",
) -> Response:
    said = {"notice": _NOTICES.get(notice, ""), "trouble": _TROUBLE.get(trouble, "")}
    return await _page(request, session, staff, keyring, query, said)


async def _page(
    request: Request,
    session: AsyncSession,
    staff: StaffIdentity,
    keyring: Keyring,
    query: CaseQuery,
    said: Mapping[str, str],
) -> Response:
    """`said`: a notice, or trouble, and the reason typed before it."""
    rows = await exports.exports_for(session, staff)
    people = {i for row in rows for i in (row.requested_by, row.decided_by) if i}
    names = await display_names(session, people)
    return render(
        request,
        "case_exports.html",
        staff,
        status=422 if "reason" in said else 200,
        query=query,
        what=filters_in_words(query.filters),
        rows=[_asked(keyring, staff, row, names) for row in rows],
        notice=said.get("notice", ""),
        trouble=said.get("trouble", ""),
        reason=said.get("reason", ""),
    )


def _asked(
    keyring: Keyring, staff: StaffIdentity, row: CaseExport, names: dict[UUID, str]
) -> Asked:
    mine = row.requested_by == staff.id
    return Asked(
        row=row,
        what=filters_in_words(exports.filters_of(keyring, row)),
        by=names.get(row.requested_by, "—"),
        decided_by=names.get(row.decided_by, "—") if row.decided_by else "",
        state=_state(row),
        may_decide=row.decided_at is None and exports.may_decide(staff, row),
        may_fetch=mine and exports.is_fetchable(row),
    )


def _state(row: CaseExport) -> str:
    if row.decided_at is None:
        return "待批"
    if not row.is_allowed:
        return "已拒绝"
    if not exports.is_fetchable(row):
        return "已过期"
    return "已下载" if row.fetched_at else "可下载"


@router.post("/cases/exports")
async def ask(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    query: FromCases,
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    try:
        await exports.request_export(
            session, staff, query=query.filters.as_query(), reason=reason, keyring=keyring
        )
    except Refused as error:
        said = {"trouble": _refused(error.data.get("rows")), "reason": reason}
        return await _page(request, session, staff, keyring, query, said)
    return _said("asked")


def _refused(rows: int | None) -> str:
    """`rows` are counted where the reason was given."""
    if rows is None:
        return "请写一句用来做什么。"
    if rows == 0:
        return "这个范围里一件也没有。请先在列表里换个范围，再来申请。"
    return f"这个范围超过 {exports.MOST_ROWS} 件，一次导不完。请把范围缩小些，分几次申请。"


@router.post("/cases/exports/{export_id}/allow")
async def allow(session: Session, staff: CurrentStaff, export_id: UUID) -> Response:
    try:
        await exports.allow_export(session, staff, export_id)
    except FourEyes as error:
        return _back(error)
    return _said("allowed")


@router.post("/cases/exports/{export_id}/refuse")
async def refuse(session: Session, staff: CurrentStaff, export_id: UUID) -> Response:
    try:
        await exports.refuse_export(session, staff, export_id)
    except FourEyes as error:
        return _back(error)
    return _said("refused")


@router.post("/cases/exports/{export_id}/fetch")
async def fetch(session: Session, staff: CurrentStaff, keyring: Keys, export_id: UUID) -> Response:
    """By POST: nothing that only looks ahead may count as having taken the rows out."""
    try:
        text = await exports.fetch_export(session, staff, export_id, keyring=keyring)
    except FourEyes as error:
        return _back(error)
    name = f"cases-{utc_now():%Y%m%d}-{export_id.hex[:6]}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    marked = text + _watermark(staff, export_id)
    return Response(marked, media_type="text/csv; charset=utf-8", headers=headers)


def _watermark(staff: StaffIdentity, export_id: UUID) -> str:
    """Who took it out stays on whatever is passed on."""
    line = io.StringIO()
    said = (
        f"{staff.display_name}（{staff.username}）于 {full_time(utc_now())} 导出，"
        f"申请号 {export_id.hex[:8]}，仅供工会工作使用，不得外传"
    )
    csv.writer(line).writerow([safe_cell(said)])
    return line.getvalue()


def _said(notice: str) -> Response:
    return see(f"/cases/exports?{urlencode({'notice': notice})}")


def _back(error: FourEyes) -> Response:
    return see(f"/cases/exports?{urlencode({'trouble': error.data['why']})}")
