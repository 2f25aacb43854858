"""Views of the list under a name: saved, renamed, deleted; each staff member has their own."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response

from backend.cases import saved_views
from backend.console.access import CurrentStaff
from backend.console.cases import PAGE
from backend.console.web import ConsoleRoute, see
from backend.database import Session
from backend.errors import NotFound, Refused

router = APIRouter(route_class=ConsoleRoute)

Name = Annotated[str, Form(max_length=40)]


@router.post("/cases/views")
async def save(
    session: Session,
    staff: CurrentStaff,
    name: Name = "",
    query: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    try:
        await saved_views.save_view(session, staff, page=PAGE, name=name, query=query)
    except Refused as error:
        return see(_with(query, f"trouble={error.code.value}"))
    return see(_with(query, "done=saved"))


@router.post("/cases/views/{view_id}/rename")
async def rename(session: Session, staff: CurrentStaff, view_id: UUID, name: Name = "") -> Response:
    """A name that is in use already is taken over from the other one."""
    views = await saved_views.views_of(session, staff, PAGE)
    view = next((view for view in views if view.id == view_id), None)
    if view is None:
        raise NotFound(f"view {view_id}")
    query = view.query
    if name.strip() == view.name:
        return see(_with(query, "done=renamed"))
    try:
        async with session.begin_nested():
            await saved_views.delete_view(session, staff, view_id)
            await saved_views.save_view(session, staff, page=PAGE, name=name, query=query)
    except Refused as error:
        return see(_with(query, f"trouble={error.code.value}"))
    return see(_with(query, "done=renamed"))


@router.post("/cases/views/{view_id}/delete")
async def delete(session: Session, staff: CurrentStaff, view_id: UUID) -> Response:
    await saved_views.delete_view(session, staff, view_id)
    return see("/cases?done=deleted")


def _with(query: str, said: str) -> str:
    return f"/cases?{query}{'&' if query else ''}{said}"
