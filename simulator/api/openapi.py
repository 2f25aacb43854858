"""What the platform tells about itself: addresses, what is left of the quotas, a call by its rid."""

import re
from typing import Annotated

from simulator.api.body import Asked, parsed
from simulator.api.route import platform_router
from simulator.errors import PlatformError
from simulator.service import Running

router = platform_router()

_RID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}")
_ADDRESS = "127.0.0.1"
_OPERATORS = {"DEFAULT", "CHINANET", "UNICOM", "CAP"}


class QuotaRequest(Asked):
    cgi_path: str


class RidRequest(Asked):
    rid: str


class CheckRequest(Asked):
    action: str = "all"
    check_operator: str = "DEFAULT"


@router.get("/getcallbackip")
async def getcallbackip() -> object:
    return {"ip_list": [_ADDRESS]}


@router.get("/get_api_domain_ip")
async def get_api_domain_ip() -> object:
    return {"ip_list": [_ADDRESS]}


@router.post("/callback/check")
async def callback_check(
    running: Running, asked: Annotated[CheckRequest, parsed(CheckRequest)]
) -> object:
    """Asks the account's URL as the platform does when it is set up."""
    if asked.action not in {"all", "dns", "ping"}:
        raise PlatformError(40201)
    if asked.check_operator not in _OPERATORS:
        raise PlatformError(40202)
    reached = await running.courier.verify()
    dns = {"ip": _ADDRESS, "real_operator": "UNICOM"}
    ping = {
        "ip": _ADDRESS,
        "from_operator": asked.check_operator,
        "package_loss": "0%" if reached else "100%",
        "time": "1.000ms",
    }
    return {
        **({"dns": [dns]} if asked.action in {"all", "dns"} else {}),
        **({"ping": [ping]} if asked.action in {"all", "ping"} else {}),
    }


@router.post("/openapi/quota/get")
async def quota_get(
    running: Running, asked: Annotated[QuotaRequest, parsed(QuotaRequest)]
) -> object:
    access = running.world.access
    limit = access.limit_of(asked.cgi_path)
    if limit is None:
        raise PlatformError(76021)
    used = access.used(asked.cgi_path, running.world.now())
    return {
        "errcode": 0,
        "errmsg": "ok",
        "quota": {"daily_limit": limit, "used": used, "remain": max(0, limit - used)},
    }


@router.post("/openapi/rid/get")
async def rid_get(running: Running, asked: Annotated[RidRequest, parsed(RidRequest)]) -> object:
    """The exchange whose refusal carried that rid."""
    if not _RID.fullmatch(asked.rid):
        raise PlatformError(76002)
    marked = f"rid: {asked.rid}"
    for exchange in running.world.exchanges:
        if exchange.kind == "api" and marked in exchange.response:
            return {
                "errcode": 0,
                "errmsg": "ok",
                "request": {
                    "invoke_time": int(exchange.at.timestamp()),
                    "cost_in_ms": round(exchange.ms),
                    "request_url": exchange.path,
                    "request_body": exchange.request,
                    "response_body": exchange.response,
                    "client_ip": _ADDRESS,
                },
            }
    raise PlatformError(76001)
