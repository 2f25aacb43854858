"""Who looks at a conversation and who is typing: in Redis, may be lost, and then is simply not shown."""

import logging
from collections.abc import Mapping
from uuid import UUID

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# A page says again every few seconds that it is open.
_LOOKS_MS = 12_000
_TYPES_MS = 6_000
# A courtesy keeps nobody waiting.
_PATIENCE_SECONDS = 0.3


class Viewers:
    """Without a Redis nobody is ever seen."""

    def __init__(self, url: str, *, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        self._redis = (
            redis.Redis.from_url(
                url,
                decode_responses=True,
                socket_timeout=patience_seconds,
                socket_connect_timeout=patience_seconds,
                retry=Retry(NoBackoff(), 0),
            )
            if url
            else None
        )

    async def look(self, contact_id: UUID, staff_id: UUID, *, typing: bool) -> Mapping[UUID, bool]:
        """Say that one looks, and hear who else does: staff by id, True for who is typing."""
        if self._redis is None:
            return {}
        try:
            return await self._look(self._redis, contact_id, staff_id, typing=typing)
        except (RedisError, OSError) as error:
            logger.info("viewers not shown: %s", type(error).__name__)
            return {}

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.aclose()

    async def _look(
        self, server: redis.Redis, contact_id: UUID, staff_id: UUID, *, typing: bool
    ) -> Mapping[UUID, bool]:
        """Two sorted sets a conversation, by the moment each mark ends; Redis' clock counts."""
        looks, types = f"desk:looks:{contact_id}", f"desk:types:{contact_id}"
        seconds, micros = await server.time()
        now = int(seconds) * 1000 + int(micros) // 1000
        async with server.pipeline(transaction=True) as pipe:
            pipe.zadd(looks, {str(staff_id): now + _LOOKS_MS})
            if typing:
                pipe.zadd(types, {str(staff_id): now + _TYPES_MS})
            else:
                pipe.zrem(types, str(staff_id))
            for key in (looks, types):
                pipe.zremrangebyscore(key, 0, now)
                pipe.pexpire(key, _LOOKS_MS)
                pipe.zrange(key, 0, -1)
            *_, looking, _, _, typists = await pipe.execute()
        return {UUID(each): each in typists for each in sorted(looking) if each != str(staff_id)}
