"""Who is at the browser. The one dependency every console page has, checks of unsafe methods included."""

import re
import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response

from backend.alarms.service import count_open
from backend.config import Environment, Settings
from backend.database import Database, Session
from backend.errors import NotAllowed, Unauthenticated
from backend.staff.identity import StaffIdentity
from backend.staff.service import current_staff
from backend.staff.sessions import Lifetimes

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Pages that refresh themselves must not keep an abandoned desk signed in.
BACKGROUND_HEADER = "X-Background"
# What accounts of a service organization may open (S45); the rest is the unions'. The feed tells
# them no more than that they are still signed in.
_OF_SERVICE_STAFF = re.compile(r"/|/sign-out|/desk/events|/cases|/cases/[0-9a-f-]{36}(/.*)?")


def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def lifetimes_of(request: Request) -> Lifetimes:
    settings = settings_of(request)
    return Lifetimes(settings.staff_session_idle, settings.staff_session_absolute)


def cookie_name(settings: Settings) -> str:
    """`__Host-` ties the cookie to this host over https; plain http in development lacks that."""
    is_production = settings.environment is Environment.production
    return "__Host-gh_session" if is_production else "gh_session"


def set_session_cookie(response: Response, settings: Settings, token: str) -> None:
    response.set_cookie(
        cookie_name(settings),
        token,
        httponly=True,
        secure=settings.environment is Environment.production,
        samesite="lax",
        path="/",
    )


def require_same_origin(request: Request) -> None:
    """Refuse a form posted from somebody else's page. Browsers send Origin with every POST."""
    origin = request.headers.get("origin")
    if origin is not None:
        same = urlsplit(origin).netloc == request.headers.get("host")
    else:
        same = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    if not same:
        raise NotAllowed("request from another origin")


async def require_csrf_token(request: Request, staff: StaffIdentity) -> None:
    given = request.headers.get("x-csrf-token")
    if given is None:
        form = await request.form()
        field = form.get("csrf_token")
        given = field if isinstance(field, str) else ""
    if not secrets.compare_digest(given.encode(), staff.csrf_token.encode()):
        raise NotAllowed("missing or wrong CSRF token")


def require_open_to(request: Request, staff: StaffIdentity) -> None:
    """For every way in: an account of a service organization has few pages."""
    if staff.service_organization_id and not _OF_SERVICE_STAFF.fullmatch(request.url.path):
        raise NotAllowed("service organizations see their cases only")


async def signed_in(request: Request, session: Session) -> StaffIdentity:
    token = request.cookies.get(cookie_name(settings_of(request)))
    staff = None
    if token:
        staff = await current_staff(
            session,
            token,
            lifetimes_of(request),
            is_activity=BACKGROUND_HEADER not in request.headers,
        )
    if staff is None:
        raise Unauthenticated("sign in first")
    if request.method not in _SAFE_METHODS:
        require_same_origin(request)
        await require_csrf_token(request, staff)
    require_open_to(request, staff)
    if BACKGROUND_HEADER not in request.headers:
        # The top bar of every page says so; what a page fetches behind it has none.
        request.state.open_alarms = await count_open(session, staff)
    return staff


async def signed_in_apart(request: Request) -> StaffIdentity:
    """As `signed_in`, with its transaction over before the page begins.

    For pages that ask the platform: no transaction waits for it.
    """
    database: Database = request.app.state.database
    async with database.transaction() as session:
        return await signed_in(request, session)


StaffApart = Annotated[StaffIdentity, Depends(signed_in_apart)]
CurrentStaff = Annotated[StaffIdentity, Depends(signed_in, scope="function")]
