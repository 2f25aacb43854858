"""The access token: asked for once, shared through Redis, kept in memory when Redis is away."""

import asyncio
import logging
import time
from dataclasses import dataclass

import httpx
import redis.asyncio as redis
from redis.exceptions import RedisError

from bot import logs
from bot.wechat import wire

logger = logging.getLogger(__name__)

# stable_token hands out the next token five minutes before the end of this one.
_MARGIN_SECONDS = 300
_LEAST_SECONDS = 30
# Forced renewal is allowed 20 times a day, at least 30 s apart.
_FORCE_EVERY_SECONDS = 60.0


@dataclass(frozen=True)
class Credentials:
    app_id: str
    app_secret: str


class AccessTokens:
    """`current` for a call, `instead_of` after the platform rejected one."""

    def __init__(
        self, http: httpx.AsyncClient, credentials: Credentials, cache: redis.Redis | None
    ) -> None:
        self._http = http
        self._credentials = credentials
        self._cache = cache
        self._cache_key = f"wechat:stable_token:{credentials.app_id}"
        self._token = ""
        self._good_until = 0.0
        self._forced_at = -_FORCE_EVERY_SECONDS
        self._lock = asyncio.Lock()

    async def current(self) -> str:
        if self._is_fresh():
            return self._token
        async with self._lock:  # many callers on a cold start, one request
            if self._is_fresh():
                return self._token
            shared = await self._from_cache()
            if shared:
                return shared
            return await self._fetch(force=False)

    async def instead_of(self, rejected: str) -> str:
        """Somebody else's newer token, else a new one; by force only if the platform insists."""
        async with self._lock:
            if self._is_fresh() and self._token != rejected:
                return self._token
            shared = await self._from_cache()
            if shared and shared != rejected:
                return shared
            token = await self._fetch(force=False)
            if token == rejected and self._may_force():
                self._forced_at = time.monotonic()
                token = await self._fetch(force=True)
            return token

    def _is_fresh(self) -> bool:
        return bool(self._token) and time.monotonic() < self._good_until

    def _may_force(self) -> bool:
        return time.monotonic() - self._forced_at >= _FORCE_EVERY_SECONDS

    async def _fetch(self, *, force: bool) -> str:
        body = {
            "grant_type": "client_credential",
            "appid": self._credentials.app_id,
            "secret": self._credentials.app_secret,
            "force_refresh": force,
        }
        answer = await wire.exchange(self._http, "POST", "/cgi-bin/stable_token", body=body)
        seconds = max(int(answer.get("expires_in", 0)) - _MARGIN_SECONDS, _LEAST_SECONDS)
        self._remember(str(answer["access_token"]), seconds)
        await self._to_cache(seconds)
        logs.info(logger, "access token fetched", forced=force, seconds=seconds)
        return self._token

    def _remember(self, token: str, seconds: float) -> None:
        self._token, self._good_until = token, time.monotonic() + seconds

    async def _from_cache(self) -> str:
        if self._cache is None:
            return ""
        try:
            async with self._cache.pipeline() as both:
                both.get(self._cache_key)
                both.pttl(self._cache_key)
                token, milliseconds = await both.execute()
        except (RedisError, OSError, TimeoutError) as problem:
            logs.warning(logger, "token cache unavailable", problem=type(problem).__name__)
            return ""
        if not token or milliseconds <= 0:
            return ""
        self._remember(token.decode() if isinstance(token, bytes) else token, milliseconds / 1000)
        return self._token

    async def _to_cache(self, seconds: int) -> None:
        if self._cache is None:
            return
        try:
            await self._cache.set(self._cache_key, self._token, ex=seconds)
        except (RedisError, OSError, TimeoutError) as problem:
            logs.warning(logger, "token cache unavailable", problem=type(problem).__name__)
