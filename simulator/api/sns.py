"""`/sns/…`: what a page asks about whoever opened it, with tokens of their own."""

from fastapi import Request

from simulator.api.route import OK, open_router
from simulator.errors import PlatformError
from simulator.oauth import Scope, Tokens
from simulator.service import Running, Simulator

router = open_router("/sns")


@router.get("/oauth2/access_token")
async def access_token(
    running: Running,
    request: Request,
    appid: str = "",
    secret: str = "",
    code: str = "",
    grant_type: str = "",
) -> object:
    _admit(running, request)
    settings = running.world.settings
    if appid != settings.wechat_app_id:
        raise PlatformError(40013)
    if secret != settings.wechat_app_secret:
        raise PlatformError(40125)
    if grant_type != "authorization_code":
        raise PlatformError(40002)
    if not code:
        raise PlatformError(41008)
    return _shown(running.world.permissions.redeem(code, running.world.now()))


@router.get("/oauth2/refresh_token")
async def refresh_token(
    running: Running,
    request: Request,
    appid: str = "",
    grant_type: str = "",
    refresh_token: str = "",
) -> object:
    _admit(running, request)
    if appid != running.world.settings.wechat_app_id:
        raise PlatformError(40013)
    if grant_type != "refresh_token":
        raise PlatformError(40002)
    if not refresh_token:
        raise PlatformError(41003)
    return _shown(running.world.permissions.refreshed(refresh_token, running.world.now()))


@router.get("/auth")
async def auth(running: Running, access_token: str = "", openid: str = "") -> object:
    running.world.permissions.check(access_token, openid, running.world.now())
    return OK


@router.get("/userinfo")
async def userinfo(running: Running, access_token: str = "", openid: str = "") -> object:
    permission = running.world.permissions.check(access_token, openid, running.world.now())
    if permission.scope is not Scope.userinfo:
        raise PlatformError(48001)
    return {
        "openid": permission.openid,
        "nickname": permission.nickname,
        "sex": 0,
        "province": "",
        "city": "",
        "country": "",
        "headimgurl": f"{running.world.settings.public_url}/static/icon.svg",
        "privilege": [],
    }


def _admit(running: Simulator, request: Request) -> None:
    """No platform token here; permissions and figures count all the same."""
    running.world.access.admit(request.url.path, running.world.now())


def _shown(tokens: Tokens) -> dict[str, object]:
    shown: dict[str, object] = {
        "access_token": tokens.access,
        "expires_in": tokens.seconds,
        "refresh_token": tokens.refresh,
        "openid": tokens.permission.openid,
        "scope": tokens.permission.scope.value,
    }
    # The field is missing altogether on ordinary visits.
    return {**shown, "is_snapshotuser": 1} if tokens.permission.is_snapshot else shown
