"""`/cgi-bin/shorten/gen` and `fetch`, and `shorturl`, which they replaced."""

from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi.responses import RedirectResponse

from simulator.api.body import Asked, parsed
from simulator.api.route import platform_router
from simulator.errors import PlatformError
from simulator.service import Running
from simulator.short_keys import LONGEST_SECONDS

router = platform_router()
redirects = APIRouter()


class ShortenRequest(Asked):
    long_data: str = ""
    expire_seconds: int = LONGEST_SECONDS


class FetchRequest(Asked):
    short_key: str


class ShortUrlRequest(Asked):
    action: str
    long_url: str


@router.post("/shorten/gen")
async def gen(running: Running, asked: Annotated[ShortenRequest, parsed(ShortenRequest)]) -> object:
    world = running.world
    key = world.short_keys.add(asked.long_data, asked.expire_seconds, world.now())
    return {"errcode": 0, "errmsg": "ok", "short_key": key}


@router.post("/shorten/fetch")
async def fetch(running: Running, asked: Annotated[FetchRequest, parsed(FetchRequest)]) -> object:
    now = running.world.now()
    kept = running.world.short_keys.get(asked.short_key, now)
    return {
        "errcode": 0,
        "errmsg": "ok",
        "long_data": kept.text,
        "create_time": int(kept.created_at.timestamp()),
        "expire_seconds": int((kept.expires_at - now).total_seconds()),
    }


@router.post("/shorturl")
async def shorturl(
    running: Running, asked: Annotated[ShortUrlRequest, parsed(ShortUrlRequest)]
) -> object:
    if asked.action != "long2short":
        raise PlatformError(40035, "action")
    if not asked.long_url.startswith(("http://", "https://", "weixin://wxpay")):
        raise PlatformError(40039)
    world = running.world
    key = world.short_keys.add(asked.long_url, LONGEST_SECONDS, world.now())
    return {"errcode": 0, "errmsg": "ok", "short_url": f"{world.settings.public_url}/s/{key}"}


@redirects.get("/s/{key}")
async def follow(running: Running, key: str) -> RedirectResponse:
    try:
        kept = running.world.short_keys.get(key, running.world.now())
    except PlatformError as error:
        raise HTTPException(404) from error
    return RedirectResponse(kept.text)
