"""`/cgi-bin/token`, `/cgi-bin/stable_token`, `/cgi-bin/getcallbackip`."""

from pydantic import BaseModel

from simulator.api_route import TokenRequired, platform_router
from simulator.errors import PlatformError
from simulator.service import Running, Simulator

router = platform_router()


class StableTokenRequest(BaseModel):
    grant_type: str
    appid: str
    secret: str
    force_refresh: bool = False


@router.get("/token")
async def token(
    running: Running, grant_type: str = "", appid: str = "", secret: str = ""
) -> object:
    _check_credentials(running, grant_type, appid, secret)
    value, seconds = running.world.tokens.ordinary(running.world.now())
    return {"access_token": value, "expires_in": seconds}


@router.post("/stable_token")
async def stable_token(running: Running, asked: StableTokenRequest) -> object:
    _check_credentials(running, asked.grant_type, asked.appid, asked.secret)
    now = running.world.now()
    value, seconds = running.world.tokens.stable(now, force=asked.force_refresh)
    return {"access_token": value, "expires_in": seconds}


@router.get("/getcallbackip", dependencies=[TokenRequired])
async def getcallbackip() -> object:
    return {"ip_list": ["127.0.0.1"]}


def _check_credentials(running: Simulator, grant_type: str, app_id: str, secret: str) -> None:
    settings = running.world.settings
    if grant_type != "client_credential":
        raise PlatformError(40002)
    if app_id != settings.wechat_app_id:
        raise PlatformError(40013)
    if secret != settings.wechat_app_secret:
        raise PlatformError(40125)
