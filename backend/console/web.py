"""Console pages as HTTP: refusals become pages, every answer carries its guards."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import MutableHeaders

from backend.console import troubles
from backend.console.troubles import came_from, refusal, with_query
from backend.contracts.errors import ErrorCode
from backend.database import forget_changes, is_no_text
from backend.errors import ServiceError, Unauthenticated, status_of

_CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # Tabler's arrows and ticks are data: images
        "media-src 'self' blob:",  # voice, decoded in the page
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


class ConsoleRoute(APIRoute):
    """The API answers refusals in JSON; here somebody reads them."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                response = await handle(request)
            except Unauthenticated:
                response = to_sign_in(request)
            except ServiceError as error:
                # Caught inside the request's transaction, which would commit what came before.
                forget_changes(request)
                response = refusal(request, _status(error))
            except RequestValidationError as error:
                status = status_of(error)
                response = (
                    troubles.trouble(request, 404) if status == 404 else refusal(request, 422)
                )
            except DBAPIError as error:
                if not is_no_text(error):
                    raise
                response = refusal(request, 422)
            _guard(response.headers)
            return response

        return guarded


def _status(error: ServiceError) -> int:
    return 422 if error.code is ErrorCode.invalid_payload else error.status


def trouble(request: Request, status: int, error_id: str) -> Response:
    """Where no page of ours was found, or it failed."""
    response = troubles.trouble(request, status, error_id)
    _guard(response.headers)
    return response


def to_sign_in(request: Request) -> Response:
    """Afterwards to the page that was open. What was sent from it is said not to be done."""
    by_script = "hx-request" in request.headers
    is_page = request.method == "GET" and not by_script
    wanted = with_query(request.url.path, request.url.query) if is_page else came_from(request)
    target = f"/sign-in?next={quote(wanted, safe='')}"
    if request.method != "GET" and "x-background" not in request.headers:
        target += "&undone=1"
    if by_script:
        # A redirect is followed silently, and the sign-in page pasted into a list.
        return Response(status_code=204, headers={"HX-Redirect": target})
    return RedirectResponse(target, status_code=303)


def see(path: str) -> RedirectResponse:
    """After a change: look at a page, so that reloading repeats nothing."""
    return RedirectResponse(path, status_code=303)


def _guard(headers: MutableHeaders) -> None:
    headers.setdefault("Content-Security-Policy", _CSP)
    headers.setdefault("Cache-Control", "no-store")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
