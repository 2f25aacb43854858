"""Post a page to a duty phone's webhook. Speaks the text format of 企业微信群机器人."""

import asyncio
import json
import logging
import socket
import ssl
from dataclasses import dataclass
from functools import cache

import httpx

from backend.alarms import addresses

logger = logging.getLogger(__name__)

_MOST_READ = 16_384


@dataclass(frozen=True)
class Patience:
    """One try lasts so long at most; between two lies a pause, each longer than the one before."""

    seconds: float = 5.0
    pauses: tuple[float, ...] = (1.0, 4.0)


@cache
def _trusted_authorities() -> ssl.SSLContext:
    """Reading them takes tens of milliseconds, so once."""
    return httpx.create_ssl_context()


class Webhooks:
    """Follows no redirect and obeys no proxy: either would lead elsewhere than was checked."""

    def __init__(self, *, is_production: bool, patience: Patience | None = None) -> None:
        self.is_production = is_production
        self._patience = patience or Patience()
        self._http = httpx.AsyncClient(
            timeout=self._patience.seconds,
            verify=_trusted_authorities(),
            trust_env=False,
            follow_redirects=False,
            # A connection kept would answer for another name at the same address.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def send(self, url: str, content: str, *, once: bool = False) -> bool:
        """True once somebody took it. The address is never logged: it is a password."""
        for number, pause in enumerate((0.0, *self._patience.pauses)):
            await asyncio.sleep(pause)
            if await self._try(url, content, number):
                return True
            if once:
                break
        return False

    async def _try(self, url: str, content: str, number: int) -> bool:
        try:
            async with asyncio.timeout(self._patience.seconds):
                return await self._post(url, content, number)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            logger.warning("webhook failed: %s", type(error).__name__)
            return False

    async def _post(self, url: str, content: str, number: int) -> bool:
        if not addresses.is_fit(url, is_production=self.is_production):
            logger.warning("webhook refused: unfit address")
            return False
        target = httpx.URL(url)
        found = await self._checked_addresses(target)
        if not found:
            logger.warning("webhook refused: no address in the open")
            return False
        body = json.dumps({"msgtype": "text", "text": {"content": content}}, ensure_ascii=False)
        # To the very address that was checked: a name may mean another one a moment later.
        async with self._http.stream(
            "POST",
            target.copy_with(host=found[number % len(found)]),
            content=body.encode(),
            headers={"Host": target.netloc.decode(), "Content-Type": "application/json"},
            extensions={"sni_hostname": target.host},
        ) as response:
            return response.is_success and _took_it(await _beginning(response))

    async def _checked_addresses(self, target: httpx.URL) -> list[str]:
        """All of a name's, or none when one of them is not to be reached."""
        port = target.port or (443 if target.scheme == "https" else 80)
        found = await asyncio.get_running_loop().getaddrinfo(
            target.host, port, type=socket.SOCK_STREAM
        )
        resolved = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        may_reach = all(
            addresses.may_reach(one, is_production=self.is_production) for one in resolved
        )
        return resolved if may_reach else []


async def _beginning(response: httpx.Response) -> bytes:
    read = b""
    async for chunk in response.aiter_bytes():
        read += chunk
        if len(read) > _MOST_READ:
            break
    return read


def _took_it(body: bytes) -> bool:
    """企业微信 says 200 to everything and means `errcode`; others say nothing, or their own."""
    try:
        answer = json.loads(body)
    except ValueError:
        return True
    errcode = answer.get("errcode", 0) if isinstance(answer, dict) else 0
    if errcode:
        logger.warning("webhook refused: errcode %s", errcode)
    return not errcode
