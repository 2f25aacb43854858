"""Console pages as HTTP: refusals become pages, every answer carries its guards."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders

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
                response = await handle(request)
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
    """htmx follows redirects silently and would paste the sign-in page into a list."""
    wanted = request.url.path if request.method == "GET" else "/"
    if request.url.query and request.method == "GET":
        wanted += f"?{request.url.query}"
    target = f"/sign-in?next={quote(wanted, safe='')}"
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": "/sign-in"})
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
