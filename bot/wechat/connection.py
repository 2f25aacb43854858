"""Opens the client to the platform and the token cache, and closes both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.config import Settings
from bot.wechat.authorities import trusted_authorities
from bot.wechat.client import WeChatClient
from bot.wechat.hosts import TwoHosts
from bot.wechat.token import AccessTokens, Credentials
from bot.wechat.videos import Videos

_CACHE_TIMEOUT_SECONDS = 0.5


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[WeChatClient]:
    shared = token_cache(settings.redis_url)
    http = http_client(
        settings.wechat_api_base_url, settings.api_timeout, fallback_url=settings.fallback_url
    )
    videos = Videos(api_url=settings.wechat_api_base_url, timeout=settings.api_timeout)
    credentials = Credentials(settings.wechat_app_id, settings.wechat_app_secret.get_secret_value())
    try:
        yield WeChatClient(http, AccessTokens(http, credentials, shared), videos)
    finally:
        await http.aclose()
        await videos.close()
        if shared is not None:
            await shared.aclose()


def http_client(base_url: str, timeout: float, *, fallback_url: str = "") -> httpx.AsyncClient:
    return TwoHosts(
        fallback_url=fallback_url,
        base_url=base_url,
        timeout=httpx.Timeout(timeout, connect=min(timeout, 3.0)),
        limits=httpx.Limits(max_connections=100, max_keepalive_connections=20),
        verify=trusted_authorities(),
    )


def token_cache(url: str) -> redis.Redis | None:
    """Impatient: when Redis is away, memory serves, so nobody should wait to find out."""
    if not url:
        return None
    return redis.Redis.from_url(
        url,
        socket_timeout=_CACHE_TIMEOUT_SECONDS,
        socket_connect_timeout=_CACHE_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
