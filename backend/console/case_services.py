"""服务机构: whom cases are referred to, and the accounts their people sign in with (S45)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import organizations
from backend.console.access import CurrentStaff
from backend.console.case_words import SERVICE_KIND
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.contracts.errors import ErrorCode
from backend.database import Session
from backend.errors import NotAllowed, Refused
from backend.staff.colleagues import colleagues_in
from backend.staff.identity import StaffIdentity
from backend.staff.rules import SHORTEST_PASSWORD
from backend.staff.service import create_staff
from backend.unions.lookup import counties_under, place_names

router = APIRouter(route_class=ConsoleRoute)

_NOTICES = {
    "added": "机构已添加，转办时可以选。",
    "changed": "已保存。",
    "opened": "账号已开好，请把用户名和密码当面交给对方。",
}
_WRONG = "名称要填，不超过 120 个字；电话不超过 40 个字。"
_SAME = "这个地方已经有同名的机构了，不用再添加。"
_NAMELESS = "姓名和用户名都要填。"
_SHORT = f"密码至少 {SHORTEST_PASSWORD} 位。"
_TAKEN = "这个用户名已经有人用了，换一个。"
Name = Annotated[str, Form(max_length=120)]
Kind = Annotated[str, Form(max_length=20)]
Phone = Annotated[str, Form(max_length=40)]


@dataclass(frozen=True)
class Again:
    """A sheet that was refused, opened again with what was typed: never the password."""

    sheet: str
    words: str
    typed: Mapping[str, str]


@router.get("/cases/services")
async def services_page(
    request: Request, session: Session, staff: CurrentStaff, notice: str = ""
) -> Response:
    return await _page(request, session, staff, notice=notice)


async def _page(
    request: Request,
    session: AsyncSession,
    staff: StaffIdentity,
    *,
    notice: str = "",
    again: Again | None = None,
) -> Response:
    rows = await organizations.organizations_under(session, staff)
    counties = await counties_under(session, staff.visible_paths)
    own = await place_names(session, staff.visible_paths)
    named = await place_names(session, [row.division_path for row in rows])
    return render(
        request,
        "case_services.html",
        staff,
        status=422 if again else 200,
        again=again,
        rows=[(row, await colleagues_in(session, row.id)) for row in rows],
        places=[*own.items(), *((c.path, c.name) for c in counties if c.path not in own)],
        named=named,
        kinds=SERVICE_KIND,
        notice=_NOTICES.get(notice, ""),
    )


@router.post("/cases/services")
async def add(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    name: Name = "",
    kind: Kind = "",
    division_path: Annotated[str, Form(max_length=40)] = "",
    phone: Phone = "",
) -> Response:
    try:
        await organizations.add_organization(
            session, staff, name=name, kind=kind, division_path=division_path, phone=phone
        )
    except Refused as error:
        typed = {"name": name, "kind": kind, "phone": phone, "division_path": division_path}
        words = _SAME if error.code is ErrorCode.conflict else _WRONG
        again = Again("add-service", words, typed)
        return await _page(request, session, staff, again=again)
    return _said("added")


@router.post("/cases/services/{organization_id}")
async def change(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    organization_id: UUID,
    name: Name = "",
    kind: Kind = "",
    phone: Phone = "",
    is_active: Annotated[bool, Form()] = False,
) -> Response:
    try:
        await organizations.change_organization(
            session,
            staff,
            organization_id,
            name=name,
            kind=kind,
            phone=phone,
            is_active=is_active,
        )
    except Refused:
        typed = {"name": name, "kind": kind, "phone": phone}
        again = Again(f"service-{organization_id}", _WRONG, typed)
        return await _page(request, session, staff, again=again)
    return _said("changed")


@router.post("/cases/services/{organization_id}/accounts")
async def open_account(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    organization_id: UUID,
    username: Annotated[str, Form(max_length=40)] = "",
    display_name: Annotated[str, Form(max_length=40)] = "",
    password: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Whoever looks after the place opens accounts for its organizations."""
    row = await organizations.get_organization(session, organization_id)
    if not staff.may_see(row.division_path):
        raise NotAllowed("an organization of others")
    try:
        if not username.strip() or not display_name.strip():
            raise Refused(ErrorCode.invalid_payload, "username and name")
        await create_staff(
            session,
            username=username.strip(),
            display_name=display_name.strip(),
            password=password,
            service_organization_id=row.id,
        )
    except Refused as error:
        typed = {"username": username, "display_name": display_name}
        words = _why_no_account(error, typed)
        again = Again(f"account-{organization_id}", words, typed)
        return await _page(request, session, staff, again=again)
    return _said("opened")


def _why_no_account(error: Refused, typed: Mapping[str, str]) -> str:
    if error.code is ErrorCode.conflict:
        return _TAKEN
    return _SHORT if all(value.strip() for value in typed.values()) else _NAMELESS


def _said(notice: str) -> Response:
    return see(f"/cases/services?{urlencode({'notice': notice})}")
