"""`/cgi-bin/token`, `/cgi-bin/stable_token`, and the calls with which an account looks after itself."""

from datetime import datetime
from typing import Annotated

from fastapi import Request

from simulator.access import FORCED_TOKEN
from simulator.api.body import Asked, parsed
from simulator.api.route import OK, caller_of, open_router, platform_router
from simulator.errors import PlatformError
from simulator.service import Running, Simulator

credentials = open_router()
router = platform_router()


class StableTokenRequest(Asked):
    grant_type: str
    appid: str
    secret: str
    force_refresh: bool = False


class ClearRequest(Asked):
    appid: str


class ClearBySecretRequest(ClearRequest):
    appsecret: str


@credentials.get("/token")
async def token(
    running: Running, request: Request, grant_type: str = "", appid: str = "", secret: str = ""
) -> object:
    now = _admitted(running, request, grant_type, appid, secret)
    value, seconds = running.world.tokens.ordinary(now)
    return {"access_token": value, "expires_in": seconds}


@credentials.post("/stable_token")
async def stable_token(
    running: Running,
    request: Request,
    asked: Annotated[StableTokenRequest, parsed(StableTokenRequest)],
) -> object:
    now = _admitted(running, request, asked.grant_type, asked.appid, asked.secret)
    if asked.force_refresh:
        running.world.tokens.check_pause(now)
        running.world.access.count(FORCED_TOKEN, now)
    value, seconds = running.world.tokens.stable(now, force=asked.force_refresh)
    return {"access_token": value, "expires_in": seconds}


@router.post("/clear_quota")
async def clear_quota(
    running: Running, asked: Annotated[ClearRequest, parsed(ClearRequest)]
) -> object:
    _check_app(running, asked.appid)
    running.world.access.clear(running.world.now())
    return OK


@credentials.post("/clear_quota/v2")
async def clear_quota_by_secret(
    running: Running, asked: Annotated[ClearBySecretRequest, parsed(ClearBySecretRequest)]
) -> object:
    """For those who have used up even their tokens."""
    _check_app(running, asked.appid)
    _check_secret(running, asked.appsecret)
    running.world.access.clear(running.world.now())
    return OK


def _admitted(
    running: Simulator, request: Request, grant_type: str, app_id: str, secret: str
) -> datetime:
    if grant_type != "client_credential":
        raise PlatformError(40002)
    _check_app(running, app_id)
    _check_secret(running, secret)
    now = running.world.now()
    running.world.access.check_address(caller_of(request))
    running.world.access.admit(request.url.path, now)
    return now


def _check_app(running: Simulator, app_id: str) -> None:
    if app_id != running.world.settings.wechat_app_id:
        raise PlatformError(40013)


def _check_secret(running: Simulator, secret: str) -> None:
    if secret != running.world.settings.wechat_app_secret:
        raise PlatformError(40125)
