"""Pushes nobody types: places, notices, authorizations, and any message or XML a developer likes."""

import json
from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field

from simulator import notices
from simulator.control.people import Owner
from simulator.notices import Answered, Authorization, Scene
from simulator.pushes import Delivering
from simulator.quota import trigger_of
from simulator.records import Exchange
from simulator.service import Running
from simulator.wire import build

router = APIRouter(prefix="/simulator/api")


class Entering(BaseModel):
    """`every_seconds: null` reports the place once, on entering."""

    latitude: float = 34.7466
    longitude: float = 113.6254
    precision: float = 65.0
    every_seconds: float | None = Field(default=None, gt=0)


class PopUp(BaseModel):
    answers: list[Answered] = Field(min_length=1)
    scene: Scene = Scene.page


class Change(BaseModel):
    template_ids: list[str] = Field(min_length=1)
    wrapper: Literal["change", "popup"] = "change"


class Authorizing(BaseModel):
    event: Authorization
    revoke_info: str = ""


class Pushed(BaseModel):
    """`exchange` only for those who waited."""

    exchange: Exchange | None = None


@router.post("/users/{openid}/enter-chat", status_code=204)
async def enter_chat(running: Running, phone: Owner, entering: Entering) -> None:
    where = (entering.latitude, entering.longitude, entering.precision)
    running.presence.enter(phone, *where, entering.every_seconds)


@router.post("/users/{openid}/leave-chat", status_code=204)
async def leave_chat(running: Running, phone: Owner) -> None:
    running.presence.leave(phone.openid)


@router.post("/users/{openid}/notices/popup")
async def popup(running: Running, phone: Owner, popup: PopUp, wait: bool = False) -> Pushed:
    pushing = notices.answer_popup(running, phone, popup.answers, popup.scene)
    return await _pushed(pushing, wait)


@router.post("/users/{openid}/notices/refuse")
async def refuse(running: Running, phone: Owner, change: Change, wait: bool = False) -> Pushed:
    documented = change.wrapper == "popup"
    pushing = notices.change(running, phone, change.template_ids, as_documented=documented)
    return await _pushed(pushing, wait)


@router.post("/users/{openid}/authorization")
async def authorization(
    running: Running, phone: Owner, changed: Authorizing, wait: bool = False
) -> Pushed:
    pushing = notices.authorization(running, phone, changed.event, changed.revoke_info)
    return await _pushed(pushing, wait)


@router.post("/users/{openid}/push")
async def push(
    running: Running, phone: Owner, fields: dict[str, Any], wait: bool = False
) -> Pushed:
    """Any message or event: elements by name, also ones the platform would fill in itself."""
    _refuse_what_is_no_xml(fields)
    kind = str(fields.setdefault("MsgType", "event"))
    is_tap = "bizmsgmenuid" in fields
    trigger = trigger_of(kind, str(fields.get("Event", "")), is_tap=is_tap)
    return await _pushed(running.courier.push(phone, None, fields, trigger), wait)


@router.post("/push-xml")
async def push_xml(
    running: Running, request: Request, openid: str = "", wait: bool = False
) -> Pushed:
    """The body as it is, signed and sealed like any other push; it allows no message."""
    try:
        plain = (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise HTTPException(422, "the envelope holds UTF-8 text only") from error
    phone = running.world.phones.get(openid)
    return await _pushed(running.courier.xml(plain, phone), wait)


async def _pushed(pushing: Delivering, wait: bool) -> Pushed:
    return Pushed(exchange=await pushing) if wait else Pushed()


def _refuse_what_is_no_xml(fields: dict[str, Any]) -> None:
    try:
        build(fields)
    except TypeError as error:
        shown = json.dumps(fields, ensure_ascii=False)[:200]
        raise HTTPException(422, f"only text, numbers, lists and objects: {shown}") from error
