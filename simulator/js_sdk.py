"""A stand-in for the JS-SDK and its pop-up, for pages that ask whether notices are welcome.

On the real platform the phone knows who holds it; here the person is picked from a list.
"""

import json
from collections.abc import Mapping
from hashlib import sha1
from html import escape
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse

from simulator.notices import Answered, Choice, answer_popup
from simulator.service import Running
from simulator.world import World

router = APIRouter()

_SDK = Path(__file__).parent / "static" / "sdk" / "jweixin.js"
_MOST_TEMPLATES = 3
_PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>通知</title>
<link rel="stylesheet" href="/static/vendor/weui/weui.min.css">
<script defer src="/static/sdk/popup.js"></script></head><body>{body}</body></html>"""


@router.get("/open/js/jweixin.js")
async def sdk() -> FileResponse:
    return FileResponse(_SDK, media_type="text/javascript")


@router.get("/open/subscribe")
async def ask(running: Running, request: Request) -> HTMLResponse:
    """What the phone slides up when the page's button is tapped."""
    world, query = running.world, request.query_params
    problem = _problem(world, query)
    if problem:
        return _told({"problem": problem}, f"请求失败：{problem}")
    people = [phone for phone in world.phones.values() if phone.following]
    if not people:
        return _told({"problem": "subscribe:fail"}, "还没有人关注这个公众号。")
    who = "".join(
        _choice("radio", "openid", phone.openid, phone.nickname, number == 0)
        for number, phone in enumerate(reversed(people))
    )
    what = "".join(
        _choice("checkbox", "allowed", template, world.notice_templates.get(template).title, True)
        for template in _templates(query)
    )
    return HTMLResponse(_PAGE.format(body=_form(who, what)))


@router.post("/open/subscribe")
async def answer(running: Running, request: Request) -> HTMLResponse:
    world, query = running.world, request.query_params
    form = await request.form()
    phone = world.phones.get(str(form.get("openid")))
    problem = _problem(world, query)
    if problem or phone is None:
        return _told({"problem": problem or "subscribe:fail"}, "请求失败。")
    allowed = {str(value) for value in form.getlist("allowed")}
    answers = [
        Answered(template_id=id, choice=Choice.accept if id in allowed else Choice.reject)
        for id in _templates(query)
    ]
    answer_popup(running, phone, answers)
    told = {each.template_id: each.choice.value for each in answers}
    return _told({"answers": told}, "已告诉公众号。")


def _problem(world: World, query: Mapping[str, str]) -> str:
    """In the SDK's words."""
    ticket, _ = world.page_tickets.get("jsapi", world.now())
    signed = (
        f"jsapi_ticket={ticket}&noncestr={query.get('noncestr', '')}"
        f"&timestamp={query.get('timestamp', '')}&url={query.get('url', '')}"
    )
    if query.get("appid") != world.connection.app_id:
        return "config:invalid appid"
    if sha1(signed.encode(), usedforsecurity=False).hexdigest() != query.get("signature"):
        return "config:invalid signature"
    wanted = _templates(query)
    known = world.notice_templates.chosen
    if not wanted or len(wanted) > _MOST_TEMPLATES or any(id not in known for id in wanted):
        return "subscribe:fail invalid template"
    return ""


def _templates(query: Mapping[str, str]) -> list[str]:
    return [id.strip() for id in query.get("template", "").split(",") if id.strip()]


def _choice(kind: str, name: str, value: str, label: str, checked: bool) -> str:
    return (
        '<label class="weui-cell weui-check__label"><div class="weui-cell__bd">'
        f'<input type="{kind}" name="{name}" value="{escape(value)}"{" checked" * checked}> '
        f"{escape(label)}</div></label>"
    )


def _form(who: str, what: str) -> str:
    return (
        '<form method="post"><div class="weui-cells__title">您是哪位（真实的手机自己知道）</div>'
        f'<div class="weui-cells">{who}</div>'
        '<div class="weui-cells__title">公众号想给您发一次这些通知</div>'
        f'<div class="weui-cells">{what}</div><p class="weui-btn-area">'
        '<button class="weui-btn weui-btn_primary">确定</button></p></form>'
    )


def _told(message: dict[str, object], words: str) -> HTMLResponse:
    data = escape(json.dumps(message))
    body = f'<p id="outcome" class="weui-cells__title" data-message="{data}">{escape(words)}</p>'
    return HTMLResponse(_PAGE.format(body=body))
