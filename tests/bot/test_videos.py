"""A video lies at another address than the platform's API; it is fetched from there, up to a size."""

import asyncio
import json

import httpx
import pytest

from bot.wechat.client import MAX_VIDEO_BYTES
from tests.bot.conftest import StartBot
from tests.bot.fakes import FakePlatform
from tests.waiting import until

MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40


def lies_at(platform: FakePlatform, url: str) -> None:
    platform.media["v-1"] = json.dumps({"video_url": url}).encode()


async def test_a_video_is_fetched_from_where_the_platform_says(
    bot: httpx.AsyncClient, platform: FakePlatform, platform_url: str
) -> None:
    lies_at(platform, f"{platform_url}/videos/one")
    platform.videos["one"] = MP4
    response = await bot.get("/push/videos/v-1")
    assert (response.status_code, response.content) == (200, MP4)


async def test_a_video_larger_than_we_take_is_not_read_to_its_end(
    bot: httpx.AsyncClient, platform: FakePlatform, platform_url: str
) -> None:
    lies_at(platform, f"{platform_url}/videos/one")
    platform.videos["one"] = bytes(MAX_VIDEO_BYTES + 1)
    response = await bot.get("/push/videos/v-1")
    assert (response.status_code, response.json()["data"]) == (413, {"most_megabytes": 20})


async def test_a_video_the_platform_no_longer_has_is_not_found(bot: httpx.AsyncClient) -> None:
    assert (await bot.get("/push/videos/gone")).status_code == 404


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://video.example/v", "", "http://"])
async def test_an_address_that_is_none_is_not_followed(
    bot: httpx.AsyncClient, platform: FakePlatform, url: str
) -> None:
    lies_at(platform, url)
    assert (await bot.get("/push/videos/v-1")).status_code == 404


async def test_an_address_where_nothing_lies_is_not_asked_for_ever(
    bot: httpx.AsyncClient, platform: FakePlatform, platform_url: str
) -> None:
    lies_at(platform, f"{platform_url}/videos/missing")
    assert (await bot.get("/push/videos/v-1")).status_code == 404


async def test_a_video_nobody_can_fetch_now_may_be_asked_for_again(
    start_bot: StartBot, platform: FakePlatform, platform_url: str
) -> None:
    lies_at(platform, f"{platform_url}/videos/slow")
    platform.videos["slow"] = MP4
    platform.hangs_on.add("/videos/slow")
    async with start_bot(api_timeout=0.3) as bot:
        assert (await bot.get("/push/videos/v-1")).status_code == 503
    platform.hangs_on.clear()
    async with start_bot() as bot:
        assert (await bot.get("/push/videos/v-1")).content == MP4


async def test_a_photo_does_not_wait_for_slow_videos(
    bot: httpx.AsyncClient, platform: FakePlatform, platform_url: str
) -> None:
    lies_at(platform, f"{platform_url}/videos/slow")
    platform.hangs_on.add("/videos/slow")
    platform.media["p-1"] = b"\xff\xd8\xff photo"
    slow = [asyncio.create_task(bot.get("/push/videos/v-1")) for _ in range(8)]
    await until(lambda: platform.videos_asked == 2)
    assert (await bot.get("/push/media/p-1")).status_code == 200
    assert not any(each.done() for each in slow)
    for each in slow:
        each.cancel()
    await asyncio.gather(*slow, return_exceptions=True)


async def test_a_video_the_platform_hands_over_itself_is_taken_as_it_is(
    bot: httpx.AsyncClient, platform: FakePlatform
) -> None:
    platform.media["v-1"] = MP4
    assert (await bot.get("/push/videos/v-1")).content == MP4
