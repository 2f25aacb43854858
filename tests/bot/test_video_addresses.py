"""Whatever address the platform tells, nothing is fetched out of our own network."""

import gzip
import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.wechat.media import MediaGone
from bot.wechat.videos import Videos
from tests.bot.fakes import FakePlatform
from tests.serving import listening
from tests.waiting import PATIENCE

SECRET = b"\x00\x00\x00\x18ftypmp42 what only our own machines may read"
MOST = 1024 * 1024
API = "https://api.weixin.qq.com"


class Neighbor:
    """A server of our own network, which nobody outside may ask through us."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[str] = []

    async def answer(self, request: Request) -> Response:
        self.asked.append(request.headers["host"])
        if request.url.path == "/packed":
            packed = gzip.compress(bytes(64 * 1024 * 1024))
            return Response(packed, headers={"Content-Encoding": "gzip"})
        return Response(SECRET, media_type="video/mp4")

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0


@pytest.fixture
async def neighbor() -> AsyncIterator[Neighbor]:
    neighbor = Neighbor()
    async with listening(Starlette(routes=[Route("/{path:path}", neighbor.answer)])) as url:
        neighbor.url = url
        yield neighbor


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/v",
        "http://localhost:{port}/v",
        "http://127.1:{port}/v",
        "http://2130706433:{port}/v",
        "http://0.0.0.0:{port}/v",
        "http://[::1]:{port}/v",
        "http://[::ffff:127.0.0.1]:{port}/v",
        "http://api.weixin.qq.com@127.0.0.1:{port}/v",
        "https://127.0.0.1:{port}/v",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/v",
        "http://[fd00::1]/v",
        "http://[64:ff9b::a00:1]/v",
        "gopher://127.0.0.1:{port}/v",
    ],
)
async def test_an_address_in_our_own_network_is_not_asked(
    bot: httpx.AsyncClient, platform: FakePlatform, neighbor: Neighbor, address: str
) -> None:
    told = {"video_url": address.format(port=neighbor.port)}
    platform.media["v-1"] = json.dumps(told).encode()
    assert (await bot.get("/push/videos/v-1")).status_code == 404
    assert neighbor.asked == []


async def test_a_redirect_leads_nowhere(neighbor: Neighbor) -> None:
    async def elsewhere(_: Request) -> Response:
        return RedirectResponse(f"{neighbor.url}/v")

    async with listening(Starlette(routes=[Route("/v", elsewhere)])) as url:
        videos = Videos(api_url=url, timeout=PATIENCE)
        with pytest.raises(MediaGone):
            await videos.at(f"{url}/v", MOST)
        await videos.close()
    assert neighbor.asked == []


async def test_the_address_that_was_checked_is_the_one_that_is_asked(neighbor: Neighbor) -> None:
    """A name may mean another address a moment later; the server is told the name all the same."""
    checked: list[str] = []

    def is_open(address: str) -> bool:
        checked.append(address)
        return True

    videos = Videos(api_url=API, timeout=PATIENCE, is_open=is_open)
    found = await videos.at(f"http://localhost:{neighbor.port}/v", MOST)
    await videos.close()
    assert found.content == SECRET
    assert "127.0.0.1" in checked
    assert neighbor.asked == [f"localhost:{neighbor.port}"]


async def test_a_name_with_one_private_address_is_not_asked_at_the_others(
    neighbor: Neighbor,
) -> None:
    videos = Videos(api_url=API, timeout=PATIENCE, is_open=lambda address: False)
    with pytest.raises(MediaGone):
        await videos.at(f"http://localhost:{neighbor.port}/v", MOST)
    await videos.close()
    assert neighbor.asked == []


async def test_what_comes_packed_is_not_unfolded_in_memory(neighbor: Neighbor) -> None:
    videos = Videos(api_url=neighbor.url, timeout=PATIENCE)
    found = await videos.at(f"{neighbor.url}/packed", MOST)
    await videos.close()
    assert len(found.content) < MOST
