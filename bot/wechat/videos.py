"""The file at the address the platform tells for a video: out in the open, never in our own network.

The one exception is the API's own origin: a simulator keeps its videos where it is.
"""

import asyncio
import logging
import socket
from collections.abc import Callable, Sequence

import httpx

from backend.contracts.addresses import is_in_the_open
from bot import logs
from bot.wechat.authorities import trusted_authorities
from bot.wechat.errors import ApiUncertain, ApiUnreachable
from bot.wechat.media import Media, MediaGone, read_capped

logger = logging.getLogger(__name__)

_NOT_NOW = {408, 429}
_NOT_REACHED = (httpx.ConnectError, httpx.ConnectTimeout)
_PORTS = {"http": 80, "https": 443}


class Videos:
    """Shows no token, follows no redirect and obeys no proxy: either would lead elsewhere than was checked."""

    def __init__(
        self,
        *,
        api_url: str,
        timeout: float,
        is_open: Callable[[str], bool] = is_in_the_open,
    ) -> None:
        self._own = _origin(httpx.URL(api_url))
        self._is_open = is_open
        self._http = httpx.AsyncClient(
            timeout=timeout,
            verify=trusted_authorities(),
            trust_env=False,
            follow_redirects=False,
            # A connection kept would answer for another name at the same address.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def at(self, url: str, most_bytes: int) -> Media:
        """Raises MediaGone, MediaTooLarge, ApiUnreachable or ApiUncertain; none names the address."""
        try:
            target = httpx.URL(url)
        except httpx.InvalidURL:
            raise MediaGone from None
        if target.scheme not in _PORTS or not target.host:
            raise MediaGone
        for host in await self._hosts(target):
            try:
                return await self._from(target, host, most_bytes)
            except _NOT_REACHED:
                continue
        raise ApiUnreachable("a video's host")

    async def _hosts(self, target: httpx.URL) -> Sequence[str]:
        """The addresses of a name, all of which lie in the open; the API's own as it is called."""
        if _origin(target) == self._own:
            return [target.host]
        port = target.port or _PORTS[target.scheme]
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                target.host, port, type=socket.SOCK_STREAM
            )
        except (OSError, UnicodeError) as problem:
            raise ApiUnreachable(type(problem).__name__) from None
        hosts = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not all(self._is_open(host) for host in hosts):
            logs.warning(logger, "video refused", problem="an address of our own network")
            raise MediaGone
        return hosts

    async def _from(self, target: httpx.URL, host: str, most_bytes: int) -> Media:
        """To the very address that was checked: a name may mean another one a moment later."""
        headers = {"Host": target.netloc.decode(), "Accept-Encoding": "identity"}
        try:
            async with self._http.stream(
                "GET",
                target.copy_with(host=host, userinfo=b""),
                headers=headers,
                extensions={"sni_hostname": target.host},
            ) as response:
                # As it comes: a few kilobytes that are packed unfold to gigabytes.
                content = await read_capped(response.aiter_raw(), most_bytes)
        except _NOT_REACHED:
            raise
        except httpx.HTTPError as problem:
            # `from None`: whoever has the address has the video.
            raise ApiUncertain(type(problem).__name__) from None
        if response.is_server_error or response.status_code in _NOT_NOW:
            raise ApiUncertain(f"video {response.status_code}")
        if not response.is_success:
            raise MediaGone
        return Media(content, "video/mp4")


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme)
