"""`/connect/oauth2/authorize`: where a page sends people to be recognized.

On the real platform the phone knows who holds it. Here `openid=` in the address says it, or the
person is picked from a list; `snapshot=1` makes it a visit of nobody in particular.
"""

from html import escape
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from simulator.access import may_call
from simulator.oauth import Permission, Scope, snapshot_openid
from simulator.service import Running, Simulator
from simulator.world import World

router = APIRouter()

_PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<link rel="stylesheet" href="/static/vendor/weui/weui.min.css"></head>
<body><div class="weui-cells__title">{title}</div>{body}</body></html>"""


class Visit(BaseModel):
    appid: str = ""
    redirect_uri: str = ""
    response_type: str = "code"
    scope: str = ""
    state: str = ""
    openid: str = ""
    snapshot: bool = False


@router.get("/connect/oauth2/authorize")
async def authorize(
    running: Running, request: Request, visit: Annotated[Visit, Query()]
) -> Response:
    problem = _problem_with(visit, running)
    if problem:
        return HTMLResponse(_page("网页无法打开", f"<p>{escape(problem)}</p>"))
    phone = running.world.phones.get(visit.openid)
    if phone is None and not visit.snapshot:
        return HTMLResponse(_choice(running.world, str(request.query_params)))
    permission = Permission(
        openid=snapshot_openid() if visit.snapshot or phone is None else phone.openid,
        nickname="微信用户" if visit.snapshot or phone is None else phone.nickname,
        scope=Scope(visit.scope),
        is_snapshot=visit.snapshot,
    )
    code = running.world.permissions.code_for(permission, running.world.now())
    return RedirectResponse(_with(visit.redirect_uri, code, visit.state), status_code=302)


def _problem_with(visit: Visit, running: Simulator) -> str:
    """In the words a phone shows."""
    world = running.world
    allowed = world.settings.simulator_oauth_domain
    target = urlsplit(visit.redirect_uri)
    if visit.appid != world.settings.wechat_app_id:
        return "AppID 参数错误"
    if target.scheme not in {"http", "https"} or not target.hostname:
        return "redirect_uri 参数错误"
    if allowed and target.netloc != allowed:
        return "redirect_uri 域名与后台配置不一致，错误码：10003"
    if visit.response_type != "code":
        return "response_type 参数错误"
    if visit.scope not in list(Scope) or not may_call(world.access.account_type, "/sns/"):
        return "Scope 参数错误或没有 Scope 权限，错误码：10005"
    return ""


def _choice(world: World, query: str) -> str:
    if not world.phones:
        return _page("还没有人", "<p>请先在手机模拟器里添加一位用户。</p>")
    links = "".join(
        f'<a class="weui-cell weui-cell_access" href="?{escape(f"{query}&openid={openid}")}">'
        f'<span class="weui-cell__bd">{escape(phone.nickname)}</span></a>'
        for openid, phone in world.phones.items()
    )
    return _page("谁打开了这个页面？", f'<div class="weui-cells">{links}</div>')


def _page(title: str, body: str) -> str:
    return _PAGE.format(title=title, body=body)


def _with(target: str, code: str, state: str) -> str:
    """Before the fragment, which many a single-page application has."""
    parts = urlsplit(target)
    added = urlencode({"code": code, "state": state})
    query = f"{parts.query}&{added}" if parts.query else added
    return parts._replace(query=query).geturl()
