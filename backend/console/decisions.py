"""Reveal, approve, return, reject: each acts, then opens what comes next."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from backend.config import Settings
from backend.console.access import CurrentStaff, settings_of
from backend.console.queue_query import FromQueue, QueueQuery
from backend.console.resources import Keys
from backend.console.web import ConsoleRoute, see
from backend.contracts.errors import ErrorCode
from backend.database import Session
from backend.errors import Refused, ServiceError
from backend.membership import queue, review
from backend.membership.review import PhotoRetention, Revealable
from backend.privacy.keyring import Keyring
from backend.staff.identity import StaffIdentity

router = APIRouter(route_class=ConsoleRoute)

Revision = Annotated[int, Form(ge=0)]
Reason = Annotated[str, Form(max_length=200)]


def _retention(settings: Settings) -> PhotoRetention:
    return PhotoRetention(settings.photo_kept_after_approval, settings.photo_kept_after_refusal)


@router.post("/applications/{application_id}/reveal")
async def reveal(
    session: Session,
    staff: CurrentStaff,
    query: FromQueue,
    application_id: UUID,
    usual: Reason = "",
    reason: Reason = "",
    what: Annotated[list[Revealable] | None, Form()] = None,
) -> Response:
    """Everything at once unless the form names less: a reviewer compares all of it."""
    wanted = what or list(Revealable)
    try:
        await review.reveal(session, staff, application_id, wanted, _joined(usual, reason))
    except Refused as error:
        return _explained(application_id, query, error)
    return see(f"/applications/{application_id}{query.link()}")


@router.post("/applications/{application_id}/approve")
async def approve(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    query: FromQueue,
    application_id: UUID,
    revision: Revision,
) -> Response:
    try:
        async with session.begin_nested():
            await review.approve(
                session,
                staff,
                application_id,
                revision,
                keyring=keyring,
                retention=_retention(settings_of(request)),
            )
    except ServiceError as error:
        return _explained(application_id, query, error)
    return await _onward(session, staff, keyring, query, application_id, "approved")


@router.post("/applications/{application_id}/return")
async def return_for_correction(
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    query: FromQueue,
    application_id: UUID,
    revision: Revision,
    usual: Reason = "",
    reason: Reason = "",
) -> Response:
    try:
        async with session.begin_nested():
            await review.return_for_correction(
                session, staff, application_id, revision, _joined(usual, reason)
            )
    except ServiceError as error:
        return _explained(application_id, query, error)
    return await _onward(session, staff, keyring, query, application_id, "returned")


@router.post("/applications/{application_id}/reject")
async def reject(
    request: Request,
    session: Session,
    staff: CurrentStaff,
    keyring: Keys,
    query: FromQueue,
    application_id: UUID,
    revision: Revision,
    usual: Reason = "",
    reason: Reason = "",
) -> Response:
    try:
        async with session.begin_nested():
            await review.reject(
                session,
                staff,
                application_id,
                revision,
                _joined(usual, reason),
                retention=_retention(settings_of(request)),
            )
    except ServiceError as error:
        return _explained(application_id, query, error)
    return await _onward(session, staff, keyring, query, application_id, "rejected")


def _joined(usual: str, reason: str) -> str:
    """The ticked reason, with the words typed beside it."""
    return "；".join(part for part in (usual.strip(), reason.strip()) if part)


async def _onward(
    session: Session,
    staff: StaffIdentity,
    keyring: Keyring,
    query: QueueQuery,
    application_id: UUID,
    notice: str,
) -> Response:
    """The next one of the same list opens at once; after the last, the list."""
    application = await review.get_application_for(session, staff, application_id)
    near = await queue.neighbors(session, staff, application, query.filters, keyring=keyring)
    following = near.next or near.previous
    link = query.link() if following else query.link(page=None)
    done = urlencode({"notice": notice})
    page = f"/applications/{following}" if following else "/applications"
    return see(f"{page}{link}{'&' if link else '?'}{done}")


def _explained(application_id: UUID, query: QueueQuery, error: ServiceError) -> Response:
    """What stands in the way is said on the page itself, unless the page is not theirs to see."""
    if error.status in {403, 404}:
        raise error
    code = type(error).__name__ if error.code is ErrorCode.conflict else error.code.value
    link = query.link()
    return see(
        f"/applications/{application_id}{link}{'&' if link else '?'}{urlencode({'notice': code})}"
    )
