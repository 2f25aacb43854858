"""`/cgi-bin/user/info`: what is left of it, since names and faces are no longer given out."""

from simulator.api_route import TokenRequired, platform_router
from simulator.errors import PlatformError
from simulator.service import Running

router = platform_router()


@router.get("/user/info", dependencies=[TokenRequired])
async def info(running: Running, openid: str = "") -> object:
    phone = running.world.phones.get(openid)
    if phone is None:
        raise PlatformError(40003)
    if not phone.following:
        return {"subscribe": 0, "openid": openid}
    scanned = bool(phone.subscribe_scene)
    since = phone.subscribed_at or phone.created_at
    return {
        "subscribe": 1,
        "openid": openid,
        "language": "zh_CN",
        "subscribe_time": int(since.timestamp()),
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": "ADD_SCENE_QR_CODE" if scanned else "ADD_SCENE_SEARCH",
        "qr_scene": int(phone.subscribe_scene) if phone.subscribe_scene.isdigit() else 0,
        "qr_scene_str": phone.subscribe_scene,
    }
