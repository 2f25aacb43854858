"""`/cgi-bin/qrcode/create` and `/cgi-bin/showqrcode`: codes that carry a scene."""

import io
from datetime import timedelta
from typing import Annotated

import segno
from fastapi import APIRouter, HTTPException, Response

from simulator.api.body import Asked, parsed
from simulator.api.route import platform_router
from simulator.errors import PlatformError
from simulator.service import Running
from simulator.world import World

router = platform_router()
images = APIRouter(prefix="/cgi-bin")

_LONGEST_SECONDS = 2_592_000
_TEMPORARY = {"QR_SCENE", "QR_STR_SCENE"}
_PERMANENT = {"QR_LIMIT_SCENE", "QR_LIMIT_STR_SCENE"}


class Scene(Asked):
    scene_id: int | None = None
    scene_str: str | None = None


class ActionInfo(Asked):
    scene: Scene


class CodeRequest(Asked):
    action_name: str
    action_info: ActionInfo
    expire_seconds: int = 60


@router.post("/qrcode/create")
async def create(running: Running, asked: Annotated[CodeRequest, parsed(CodeRequest)]) -> object:
    if asked.action_name not in _TEMPORARY | _PERMANENT:
        raise PlatformError(40052)
    scene = _scene(asked)
    if asked.action_name in _PERMANENT:
        _check_room(running.world)
        ticket = running.world.add_ticket(scene, None)
        return {"ticket": ticket.ticket, "url": ticket.url}
    seconds = max(1, min(asked.expire_seconds, _LONGEST_SECONDS))
    ticket = running.world.add_ticket(scene, running.world.now() + timedelta(seconds=seconds))
    return {"ticket": ticket.ticket, "expire_seconds": seconds, "url": ticket.url}


@images.get("/showqrcode")
async def showqrcode(running: Running, ticket: str = "") -> Response:
    """Asks for no token, so that a page may embed it."""
    code = running.world.tickets.get(ticket)
    if code is None:
        raise HTTPException(404)
    picture = io.BytesIO()
    segno.make(code.url, error="m").save(picture, kind="png", scale=10, border=3)
    return Response(picture.getvalue(), media_type="image/png")


def _check_room(world: World) -> None:
    """Permanent codes are few, and can never be taken back."""
    permanent = sum(ticket.expires_at is None for ticket in world.tickets.values())
    if permanent >= world.settings.simulator_permanent_codes:
        raise PlatformError(45029)


def _scene(asked: CodeRequest) -> str:
    scene = asked.action_info.scene
    if asked.action_name.endswith("_STR_SCENE"):
        if not scene.scene_str or len(scene.scene_str) > 64:
            raise PlatformError(40053, "scene_str")
        return scene.scene_str
    largest = 100_000 if asked.action_name in _PERMANENT else 2**32 - 1
    if scene.scene_id is None or not 1 <= scene.scene_id <= largest:
        raise PlatformError(40053, "scene_id")
    return str(scene.scene_id)
