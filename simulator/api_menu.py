"""`/cgi-bin/menu/create`, `get`, `delete`: the buttons at the bottom of the chat."""

import json
from typing import Any

from fastapi import Request

from simulator.api_route import OK, platform_router
from simulator.errors import PlatformError
from simulator.service import Running

router = platform_router()

_NEEDS = {
    "click": "key",
    "view": "url",
    "scancode_push": "key",
    "scancode_waitmsg": "key",
    "pic_sysphoto": "key",
    "pic_photo_or_album": "key",
    "pic_weixin": "key",
    "location_select": "key",
    "media_id": "media_id",
    "article_id": "article_id",
    "article_view_limited": "article_id",
    "miniprogram": "url",
}


@router.post("/menu/create")
async def create(running: Running, request: Request) -> object:
    try:
        menu = json.loads(await request.body())
        buttons = menu["button"]
    except (ValueError, KeyError, TypeError) as error:
        raise PlatformError(47001) from error
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise PlatformError(40016)
    for button in buttons:
        _check_button(button)
    running.world.menu = {"button": buttons}
    return OK


@router.get("/menu/get")
async def get(running: Running) -> object:
    if running.world.menu is None:
        raise PlatformError(46003)
    return {"menu": running.world.menu}


@router.get("/menu/delete")
async def delete(running: Running) -> object:
    running.world.menu = None
    return OK


def _check_button(button: Any) -> None:
    inner = button.get("sub_button") if isinstance(button, dict) else None
    if not inner:
        _check_leaf(button, name_bytes=16, too_long=40018)
        return
    if len(button.get("name", "").encode()) > 16:
        raise PlatformError(40018)
    if len(inner) > 5:
        raise PlatformError(40023)
    for leaf in inner:
        _check_leaf(leaf, name_bytes=60, too_long=40025)


def _check_leaf(button: Any, *, name_bytes: int, too_long: int) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("name"), str):
        raise PlatformError(40018)
    if not button["name"] or len(button["name"].encode()) > name_bytes:
        raise PlatformError(too_long)
    needed = _NEEDS.get(button.get("type", ""))
    if needed is None:
        raise PlatformError(40015)
    value = button.get(needed)
    if not isinstance(value, str) or not value or len(value.encode()) > 1024:
        raise PlatformError(40020 if needed == "url" else 40019)
    if needed == "key" and len(value.encode()) > 128:
        raise PlatformError(40019)
