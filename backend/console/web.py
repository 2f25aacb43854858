"""Console pages as HTTP: refusals become pages, every answer carries its guards."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.routing import Match

from backend.console.templating import render
from backend.contracts.errors import ErrorCode
from backend.database import forget_changes
from backend.errors import ServiceError, Unauthenticated

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
_REFUSALS = {
    403: ("这一步您没有权限", "需要的话，请联系上级工会的管理员。"),
    404: ("没有找到", "可能已经处理完，或者不在您负责的范围内。"),
    409: ("情况有变化", "刚才有人先处理了，请看最新的结果。"),
    422: ("内容不完整", "请返回上一页，把必填的内容补上。"),
}


class ConsoleRoute(APIRoute):
    """The API answers refusals in JSON; here somebody reads them."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                # No text of the database holds a NUL, and asking for one is an error there.
                is_askable = "%00" not in request.url.query
                response = await handle(request) if is_askable else refusal(request, 422)
            except Unauthenticated:
                response = to_sign_in(request)
            except ServiceError as error:
                # Caught inside the request's transaction, which would commit what came before.
                forget_changes(request)
                response = refusal(request, _status_of(error))
            except RequestValidationError:
                response = refusal(request, 422)
            _guard(response.headers)
            return response

        return guarded


def _status_of(error: ServiceError) -> int:
    return 422 if error.code is ErrorCode.invalid_payload else error.status


def refusal(request: Request, status: int) -> Response:
    title, advice = _REFUSALS.get(status, _REFUSALS[409])
    return render(request, "refusal.html", None, status=status, title=title, advice=advice)


def to_sign_in(request: Request) -> Response:
    """Afterwards to the page that was open. What was sent from it is said not to be done."""
    by_script = "hx-request" in request.headers
    is_page = request.method == "GET" and not by_script
    wanted = _with_query(request.url.path, request.url.query) if is_page else _open_page(request)
    target = f"/sign-in?next={quote(wanted, safe='')}"
    if request.method != "GET" and "x-background" not in request.headers:
        target += "&undone=1"
    if by_script:
        # A redirect is followed silently, and the sign-in page pasted into a list.
        return Response(status_code=204, headers={"HX-Redirect": target})
    return RedirectResponse(target, status_code=303)


def _open_page(request: Request) -> str:
    """Where the request came from; a form that was refused stands at an address that only takes forms."""
    came_from = urlsplit(request.headers.get("referer", ""))
    scope = {**request.scope, "method": "GET", "path": came_from.path, "path_params": {}}
    can_be_opened = any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)
    if came_from.netloc != request.url.netloc or not can_be_opened:
        return "/"
    return _with_query(came_from.path, came_from.query)


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


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
