"""设置 · 值班电话: which group's robot rings for each union, tried out before anybody needs it."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from backend.alarms import duty_phones, rules, words
from backend.config import Environment
from backend.console.access import CurrentStaff, StaffApart, settings_of
from backend.console.resources import Data
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.contracts.errors import ErrorCode
from backend.database import Session
from backend.errors import Refused
from backend.services import Services
from backend.staff.service import display_names
from backend.unions.lookup import PAGE_SIZE, find_unions
from backend.unions.models import UnionKind

router = APIRouter(route_class=ConsoleRoute)

Url = Annotated[str, Form(max_length=600)]


def listed_as(
    q: Annotated[str, Form(max_length=60)] = "",
    page: Annotated[int, Form(ge=1, le=10_000)] = 1,
) -> dict[str, str]:
    """The list somebody acts from, and comes back to."""
    return {**({"q": q} if q else {}), **({"page": str(page)} if page > 1 else {})}


Listed = Annotated[dict[str, str], Depends(listed_as)]


@router.get("/duty-phones")
async def duty_phones_page(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    q: Annotated[str, Query(max_length=60)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    union: UUID | None = None,
    notice: str = "",
) -> Response:
    found = await find_unions(session, staff.visible_paths, tuple(UnionKind), q=q, page=page)
    settings = await duty_phones.settings_of(session, [row.id for row in found.rows])
    return render(
        request,
        "duty_phones.html",
        staff,
        rows=[(row, settings.get(row.id)) for row in found.rows],
        names=await display_names(
            session, {each.updated_by for each in settings.values() if each.updated_by}
        ),
        may_change={
            row.id
            for row in found.rows
            if rules.may_set_duty_phone(staff.bindings, row.division_path)
        },
        chosen=union,
        silent=await duty_phones.places_without(session, staff),
        q=q,
        page=page,
        pages=-(-found.total // PAGE_SIZE),
        total=found.total,
        notice=notice,
    )


@router.post("/duty-phones/{union_id}")
async def set_phone(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    union_id: UUID,
    listed: Listed,
    url: Url = "",
) -> Response:
    is_production = settings_of(request).environment is Environment.production
    try:
        await duty_phones.set_duty_phone(session, staff, union_id, url, is_production=is_production)
    except Refused as refusal:
        if refusal.code is not ErrorCode.invalid_payload:
            raise
        return _back(union_id, "unfit", listed)
    return _back(union_id, "set", listed)


@router.post("/duty-phones/{union_id}/clear")
async def clear_phone(
    session: Session, staff: CurrentStaff, union_id: UUID, listed: Listed
) -> Response:
    await duty_phones.clear_duty_phone(session, staff, union_id)
    return _back(union_id, "cleared", listed)


@router.post("/duty-phones/{union_id}/try")
async def try_phone(
    request: Request, database: Data, staff: StaffApart, union_id: UUID, listed: Listed
) -> Response:
    """No transaction waits for somebody else's server."""
    services: Services = request.app.state.services
    async with database.transaction() as session:
        url = await duty_phones.url_of(session, staff, union_id)
    is_heard = await services.webhooks.send(url, words.TEST, once=True)
    return _back(union_id, "heard" if is_heard else "not_heard", listed)


def _back(union_id: UUID, notice: str, listed: dict[str, str]) -> Response:
    query = {"union": str(union_id), "notice": notice, **listed}
    return see(f"/duty-phones?{urlencode(query)}#u-{union_id}")
