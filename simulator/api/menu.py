"""`/cgi-bin/menu/…`: the buttons at the bottom of the chat, for everybody and for some."""

from typing import Annotated, Any

from fastapi import Request

from simulator.api.body import Asked, json_object, parsed
from simulator.api.route import OK, platform_router
from simulator.errors import PlatformError
from simulator.menu_rules import Button, check_buttons, check_match_rule
from simulator.service import Running

router = platform_router()


class DeletionRequest(Asked):
    menuid: str


class MatchRequest(Asked):
    user_id: str


@router.post("/menu/create")
async def create(running: Running, request: Request) -> object:
    asked = json_object(await request.body())
    running.world.menus.publish(check_buttons(asked.get("button")))
    return OK


@router.get("/menu/get")
async def get(running: Running) -> object:
    menus = running.world.menus
    if menus.default is None:
        raise PlatformError(46003)
    if not menus.conditional:
        return {"menu": {"button": menus.default}}
    return {
        "menu": {"button": menus.default, "menuid": menus.default_id},
        "conditionalmenu": [menu.shown() for menu in menus.conditional],
    }


@router.get("/menu/delete")
async def delete(running: Running) -> object:
    running.world.menus.clear()
    return OK


@router.get("/get_current_selfmenu_info")
async def get_current_selfmenu_info(running: Running) -> object:
    """As the public platform's console keeps menus: lists inside `list`, and nothing empty."""
    buttons = running.world.menus.default
    if buttons is None:
        return {"is_menu_open": 0}
    return {"is_menu_open": 1, "selfmenu_info": {"button": [_as_set(b) for b in buttons]}}


@router.post("/menu/addconditional")
async def addconditional(running: Running, request: Request) -> object:
    asked = json_object(await request.body())
    buttons = check_buttons(asked.get("button"))
    menu = running.world.menus.add(buttons, check_match_rule(asked.get("matchrule")))
    return {"menuid": str(menu.id)}


@router.post("/menu/delconditional")
async def delconditional(
    running: Running, asked: Annotated[DeletionRequest, parsed(DeletionRequest)]
) -> object:
    running.world.menus.remove(asked.menuid)
    return OK


@router.post("/menu/trymatch")
async def trymatch(
    running: Running, asked: Annotated[MatchRequest, parsed(MatchRequest)]
) -> object:
    phone = running.world.phones.get(asked.user_id)
    if phone is None or not phone.following:
        raise PlatformError(65302)
    menu = running.world.menu_for(phone)
    if menu is None:
        raise PlatformError(46003)
    return menu


def _as_set(button: Button) -> dict[str, Any]:
    set_up = {name: value for name, value in button.items() if name != "sub_button"}
    if inner := button["sub_button"]:
        set_up["sub_button"] = {"list": [_as_set(leaf) for leaf in inner]}
    return set_up
