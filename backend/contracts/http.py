"""One lean HTTP client between our own processes: aiohttp costs a tenth of httpx's time a call."""

import asyncio
from dataclasses import dataclass

import aiohttp

# Refused or reset connections, time-outs, broken answers: nobody said anything usable.
NoAnswer = (aiohttp.ClientError, TimeoutError, OSError)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


def _within(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds, sock_connect=5.0)


class HttpClient:
    """Keeps its connections. Raises one of `NoAnswer` when none came."""

    def __init__(self, *, timeout: float, headers: dict[str, str] | None = None) -> None:
        self._timeout = _within(timeout)
        self._headers = headers or {}
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self, method: str, url: str, body: bytes | None = None, *, seconds: float | None = None
    ) -> Answer:
        """`body` is JSON; `seconds` for what takes longer than other calls."""
        headers = {"Content-Type": "application/json"} if body is not None else None
        timeout = self._timeout if seconds is None else _within(seconds)
        async with self._opened().request(
            method, url, data=body, headers=headers, timeout=timeout
        ) as response:
            return Answer(response.status, await response.read())

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            # Lets the transports finish closing before the loop ends.
            await asyncio.sleep(0)

    def _opened(self) -> aiohttp.ClientSession:
        """Made on first use: a session belongs to the loop it was made in."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=200, keepalive_timeout=30)
            self._session = aiohttp.ClientSession(
                timeout=self._timeout,
                headers=self._headers,
                connector=connector,
                # Tokens for our own processes must not travel through a proxy of the environment.
                trust_env=False,
            )
        return self._session
