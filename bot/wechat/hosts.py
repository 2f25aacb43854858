"""The platform's second address, for when the first cannot be reached (api2.weixin.qq.com).

Only a request that surely never left us is tried there: an answer that did not come may still
mean that the platform acted.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

import httpx

from bot import logs

logger = logging.getLogger(__name__)

# Connecting to a dead address takes seconds; for that long everybody goes to the other at once.
_LEFT_ALONE_SECONDS = 30.0
_NOT_REACHED = (httpx.ConnectError, httpx.ConnectTimeout)


class TwoHosts(httpx.AsyncClient):
    """An ordinary client of `base_url` that falls back on `fallback_url`, if there is one."""

    def __init__(
        self, *, fallback_url: str = "", clock: Callable[[], float] = time.monotonic, **options: Any
    ) -> None:
        super().__init__(**options)
        self._fallback = httpx.URL(fallback_url) if fallback_url else None
        self._clock = clock
        self._left_alone_until = 0.0

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        if self._fallback is None:
            return await super().send(request, **options)
        if self._clock() >= self._left_alone_until:
            try:
                return await super().send(request, **options)
            except _NOT_REACHED as problem:
                logs.warning(logger, "platform not reached", problem=type(problem).__name__)
                self._left_alone_until = self._clock() + _LEFT_ALONE_SECONDS
        try:
            return await super().send(_moved(request, self._fallback), **options)
        except _NOT_REACHED:
            self._left_alone_until = 0.0
            raise


def _moved(request: httpx.Request, to: httpx.URL) -> httpx.Request:
    request.url = request.url.copy_with(scheme=to.scheme, host=to.host, port=to.port)
    request.headers["Host"] = request.url.netloc.decode()
    return request
