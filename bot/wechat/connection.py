"""Opens the client to the platform and the token cache, and closes both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import redis.asyncio as redis

from bot.config import Settings
from bot.wechat.client import WeChatClient
from bot.wechat.token import AccessTokens, Credentials

_CACHE_TIMEOUT_SECONDS = 0.5


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[WeChatClient]:
    cache = _cache(settings.redis_url)
    http = httpx.AsyncClient(
        base_url=settings.wechat_api_base_url,
        timeout=httpx.Timeout(settings.api_timeout, connect=min(settings.api_timeout, 3.0)),
        limits=httpx.Limits(max_connections=100, max_keepalive_connections=20),
    )
    credentials = Credentials(settings.wechat_app_id, settings.wechat_app_secret.get_secret_value())
    try:
        yield WeChatClient(http, AccessTokens(http, credentials, cache))
    finally:
        await http.aclose()
        if cache is not None:
            await cache.aclose()


def _cache(url: str) -> redis.Redis | None:
    if not url:
        return None
    return redis.Redis.from_url(
        url,
        socket_timeout=_CACHE_TIMEOUT_SECONDS,
        socket_connect_timeout=_CACHE_TIMEOUT_SECONDS,
    )
