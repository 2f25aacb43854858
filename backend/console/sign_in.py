"""Sign in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from backend.console.access import (
    CurrentStaff,
    cookie_name,
    lifetimes_of,
    require_same_origin,
    set_session_cookie,
    settings_of,
)
from backend.console.formats import wait_until
from backend.console.templating import render
from backend.console.web import ConsoleRoute, see
from backend.database import Session, utc_now
from backend.staff import service

router = APIRouter(route_class=ConsoleRoute)

_WRONG = "用户名或密码不对，请再试一次。"
_UNDONE = "登录已过期，刚才那一步没有办成。请登录后再做一次。"


@router.get("/sign-in")
async def sign_in_page(request: Request, next: str = "/", undone: bool = False) -> Response:
    problem = _UNDONE if undone else None
    return render(request, "sign_in.html", None, next=_local(next), username="", problem=problem)


# No session exists yet to hold a CSRF token; the origin is what keeps strangers' forms out.
@router.post("/sign-in", dependencies=[Depends(require_same_origin)])
async def sign_in(
    request: Request,
    session: Session,
    username: Annotated[str, Form(max_length=40)],
    password: Annotated[str, Form(max_length=200)],
    next: Annotated[str, Form(max_length=500)] = "/",
) -> Response:
    # The transaction holds a connection from here to its end; a hash takes long, and anybody may
    # ask for one.
    async with request.app.state.signing_in:
        result = await service.sign_in(session, username, password, lifetimes_of(request))
        await session.commit()
    if result.token is None:
        problem = _WRONG
        if result.locked_until is not None:
            left = wait_until(result.locked_until, utc_now()).words.removeprefix("剩 ")
            problem = f"密码错了太多次，账号先锁一会儿，{left}后再试。"
        return render(
            request,
            "sign_in.html",
            None,
            status=401,
            next=_local(next),
            username=username,
            problem=problem,
        )
    response = see(_local(next))
    set_session_cookie(response, settings_of(request), result.token)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, session: Session, staff: CurrentStaff) -> Response:
    await service.sign_out(session, staff)
    response = see("/sign-in")
    response.delete_cookie(cookie_name(settings_of(request)), path="/")
    return response


def _local(target: str) -> str:
    """Only addresses of ours: `//elsewhere` and `/\\elsewhere` lead away."""
    is_local = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_local else "/"
