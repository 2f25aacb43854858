"""服务机构: whom cases are referred to, and the accounts their people sign in with (S45)."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from backend.cases import organizations
from backend.console.access import CurrentStaff
from backend.console.case_words import SERVICE_KIND
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.contracts.errors import ErrorCode
from backend.database import Session
from backend.errors import NotAllowed, Refused
from backend.staff.colleagues import colleagues_in
from backend.staff.service import create_staff
from backend.unions.lookup import counties_under, place_names

router = APIRouter(route_class=ConsoleRoute)

_NOTICES = {
    "added": "机构已添加，转办时可以选。",
    "changed": "已保存。",
    "opened": "账号已开好，请把用户名和密码当面交给对方。",
    "invalid_payload": "名称、类别或电话没填对。密码至少 10 位。",
    "conflict": "这个用户名已经有人用了，换一个。",
}
Name = Annotated[str, Form(max_length=120)]
Kind = Annotated[str, Form(max_length=20)]
Phone = Annotated[str, Form(max_length=40)]


@router.get("/cases/services")
async def services_page(
    request: Request, session: Session, staff: CurrentStaff, notice: str = ""
) -> Response:
    rows = await organizations.organizations_under(session, staff)
    counties = await counties_under(session, staff.visible_paths)
    own = await place_names(session, staff.visible_paths)
    named = await place_names(session, [row.division_path for row in rows])
    return render(
        request,
        "case_services.html",
        staff,
        rows=[(row, await colleagues_in(session, row.id)) for row in rows],
        places=[*own.items(), *((c.path, c.name) for c in counties if c.path not in own)],
        named=named,
        kinds=SERVICE_KIND,
        notice=_NOTICES.get(notice, ""),
        is_trouble=notice in {"invalid_payload", "conflict"},
    )


@router.post("/cases/services")
async def add(
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
        return _said(error.code.value)
    return _said("added")


@router.post("/cases/services/{organization_id}")
async def change(
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
    except Refused as error:
        return _said(error.code.value)
    return _said("changed")


@router.post("/cases/services/{organization_id}/accounts")
async def open_account(
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
        return _said(error.code.value)
    return _said("opened")


def _said(notice: str) -> Response:
    return see(f"/cases/services?{urlencode({'notice': notice})}")
