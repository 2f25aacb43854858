"""`/cgi-bin/user/…`: who follows, and what is left of their profiles since names are not given out."""

from typing import Annotated

from fastapi import Request

from simulator.api.body import Asked, parsed
from simulator.api.route import OK, platform_router
from simulator.errors import PlatformError
from simulator.service import Running
from simulator.world import Phone, World

router = platform_router()


class Wanted(Asked):
    openid: str
    lang: str = "zh_CN"


class BatchRequest(Asked):
    user_list: list[Wanted]


class RemarkRequest(Asked):
    openid: str
    remark: str


@router.get("/user/info")
async def info(running: Running, openid: str = "") -> object:
    return _profile(running.world, openid)


@router.post("/user/info/batchget")
async def batchget(
    running: Running, asked: Annotated[BatchRequest, parsed(BatchRequest)]
) -> object:
    if len(asked.user_list) > 100:
        raise PlatformError(40032)
    profiles = [_profile(running.world, wanted.openid) for wanted in asked.user_list]
    return {"user_info_list": profiles}


@router.post("/user/info/updateremark")
async def updateremark(
    running: Running, asked: Annotated[RemarkRequest, parsed(RemarkRequest)]
) -> object:
    phone = running.world.phone(asked.openid)
    if len(asked.remark) >= 30:
        raise PlatformError(40035, "remark")
    running.world.followers.remarks[phone.openid] = asked.remark
    return OK


@router.get("/user/get")
async def get(running: Running, request: Request, next_openid: str = "") -> object:
    openids = [phone.openid for phone in running.world.phones.values() if phone.following]
    return {"total": len(openids), **page(openids, next_openid, running.world)}


def page(openids: list[str], after: str, world: World) -> dict[str, object]:
    """The page behind an openid; an empty one has no `data`, and its `next_openid` is empty."""
    if after and after not in openids:
        raise PlatformError(40003)
    first = openids.index(after) + 1 if after else 0
    found = openids[first : first + world.settings.simulator_followers_per_page]
    if not found:
        return {"count": 0, "next_openid": ""}
    return {"count": len(found), "data": {"openid": found}, "next_openid": found[-1]}


def _profile(world: World, openid: str) -> dict[str, object]:
    phone = world.phone(openid)
    if not phone.following:
        return {"subscribe": 0, "openid": openid}
    return {
        "subscribe": 1,
        "openid": openid,
        "nickname": "",
        "sex": 0,
        "language": phone.language,
        "city": "",
        "province": "",
        "country": "",
        "headimgurl": "",
        "subscribe_time": int((phone.subscribed_at or phone.created_at).timestamp()),
        "remark": world.followers.remarks.get(openid, ""),
        "groupid": world.followers.group_of(openid),
        "tagid_list": world.followers.tags_of.get(openid, []),
        **_origin(phone),
    }


def _origin(phone: Phone) -> dict[str, object]:
    scene = phone.subscribe_scene
    return {
        "subscribe_scene": "ADD_SCENE_QR_CODE" if scene else "ADD_SCENE_SEARCH",
        "qr_scene": int(scene) if scene.isdigit() else 0,
        "qr_scene_str": scene,
    }
