"""Signs pages so that WeChat lets them use its JS-SDK; the ticket behind it is asked for rarely."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from hashlib import sha1

from backend.contracts.pages import JsapiSignature

# Not used to its last second: a page is signed now and opened a little later.
_MARGIN_SECONDS = 300
_LEAST_SECONDS = 30

Ticket = tuple[str, int]  # with the seconds it is good for


class PageSigner:
    """Keeps the ticket in memory: asking again gives the same one."""

    def __init__(self, app_id: str, ask: Callable[[], Awaitable[Ticket]]) -> None:
        self._app_id = app_id
        self._ask = ask
        self._ticket = ""
        self._good_until = 0.0
        self._lock = asyncio.Lock()

    async def sign(self, url: str) -> JsapiSignature:
        """Raises an ApiError when there is no ticket to be had."""
        ticket = await self._current()
        timestamp, nonce = int(time.time()), secrets.token_hex(8)
        signed = signature(ticket, nonce, timestamp, url)
        return JsapiSignature(
            app_id=self._app_id, timestamp=timestamp, nonce=nonce, signature=signed
        )

    async def _current(self) -> str:
        async with self._lock:  # many pages at once, one request
            if time.monotonic() >= self._good_until:
                self._ticket, seconds = await self._ask()
                good_for = max(seconds - _MARGIN_SECONDS, _LEAST_SECONDS)
                self._good_until = time.monotonic() + good_for
            return self._ticket


def signature(ticket: str, nonce: str, timestamp: int, url: str) -> str:
    """As documented: names in lower case and in this order, the address as it is, without its #."""
    page = url.partition("#")[0]
    signed = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={page}"
    return sha1(signed.encode(), usedforsecurity=False).hexdigest()
