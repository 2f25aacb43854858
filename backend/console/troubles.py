"""What somebody reads instead of the page they wanted, and the way back from there."""

from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.routing import Match

from backend.console.templating import render

# Refused by a page: what it found is not there, not theirs, or no longer so.
_REFUSALS = {
    403: ("这一步您没有权限", "需要的话，请联系上级工会的管理员。"),
    404: ("没有找到", "可能已经处理完，或者不在您负责的范围内。"),
    409: ("情况有变化", "刚才有人先处理了，请看最新的结果。"),
    422: ("内容不完整", "请返回上一页，把必填的内容补上。"),
}
# The address itself leads nowhere, or we failed.
_TROUBLES = {
    404: ("没有这一页", "地址可能少抄了几个字，或者这一页已经不在了。"),
    405: ("这个地址不能直接打开", "它要从页面上点按钮才管用，请回到那一页再点一次。"),
    422: ("没有这一页", "地址里有写错的地方。"),
    500: ("出了点问题", "不怪您，刚才那一步可能没有办成。过一会儿再试，还不行就把编号告诉管理员。"),
}
_OTHERWISE = ("这一步没有办成", "请返回上一页，看过以后再试一次。")


def refusal(request: Request, status: int) -> Response:
    words = _REFUSALS
    if status == 422 and request.method == "GET":
        words = _TROUBLES
    return _page(request, status, words.get(status, _OTHERWISE))


def trouble(request: Request, status: int, error_id: str = "") -> Response:
    words = _TROUBLES.get(status) or _REFUSALS.get(status, _OTHERWISE)
    return _page(request, status, words, error_id)


def _page(request: Request, status: int, words: tuple[str, str], error_id: str = "") -> Response:
    title, advice = words
    back = came_from(request)
    return render(
        request,
        "refusal.html",
        None,
        status=status,
        title=title,
        advice=advice,
        error_id=error_id,
        back="" if back in {"/", with_query(request.url.path, request.url.query)} else back,
    )


def came_from(request: Request) -> str:
    """Where the request came from; a form that was refused stands at an address that only takes forms."""
    page = urlsplit(request.headers.get("referer", ""))
    scope = {**request.scope, "method": "GET", "path": page.path, "path_params": {}}
    can_be_opened = any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)
    if page.netloc != request.url.netloc or not can_be_opened:
        return "/"
    return with_query(page.path, page.query)


def with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
