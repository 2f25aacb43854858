"""QR codes that carry a scene, and short keys that carry a text."""

from typing import Any

import pytest

from tests.simulator.public_client import ask, public_client, redirected
from tests.simulator.support import Platform, Start

PERMANENT = {
    "action_name": "QR_LIMIT_STR_SCENE",
    "action_info": {"scene": {"scene_str": "area_410105"}},
}


async def test_a_code_is_made_and_shown(platform: Platform) -> None:
    wechat = public_client(platform)
    code = await ask(wechat.qrcode.create, PERMANENT)
    assert set(code) == {"ticket", "url"}
    picture = await ask(redirected(platform).get, wechat.qrcode.get_url(code))
    assert picture.headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    ("action", "scene", "errcode"),
    [
        ("QR_DANCE", {"scene_id": 1}, 40052),
        ("QR_SCENE", {"scene_id": 0}, 40053),
        ("QR_SCENE", {"scene_id": 2**32}, 40053),
        ("QR_LIMIT_SCENE", {"scene_id": 100_001}, 40053),
        ("QR_LIMIT_STR_SCENE", {"scene_str": ""}, 40053),
        ("QR_STR_SCENE", {"scene_str": "x" * 65}, 40053),
    ],
)
async def test_a_scene_has_its_limits(
    platform: Platform, action: str, scene: dict[str, Any], errcode: int
) -> None:
    asked = {"action_name": action, "action_info": {"scene": scene}}
    assert (await platform.call("qrcode/create", asked))["errcode"] == errcode


async def test_permanent_codes_run_out(start: Start) -> None:
    platform = await start(simulator_permanent_codes=1)
    assert "ticket" in await platform.call("qrcode/create", PERMANENT)
    assert (await platform.call("qrcode/create", PERMANENT))["errcode"] == 45029
    temporary = {"action_name": "QR_SCENE", "action_info": {"scene": {"scene_id": 7}}}
    assert (await platform.call("qrcode/create", temporary))["expire_seconds"] == 60


async def test_a_short_key_opens_its_text_until_it_expires(platform: Platform) -> None:
    asked = {"long_data": "会员入会须知", "expire_seconds": 100}
    key = {"short_key": (await platform.call("shorten/gen", asked))["short_key"]}
    platform.clock.move(seconds=40)
    found = await platform.call("shorten/fetch", key)
    assert (found["long_data"], found["expire_seconds"]) == ("会员入会须知", 60)
    platform.clock.move(seconds=60)
    assert (await platform.call("shorten/fetch", key))["errcode"] == 9410012


@pytest.mark.parametrize(
    ("asked", "errcode"),
    [
        ({"long_data": ""}, 47003),
        ({"long_data": "x" * 4097}, 9410010),
        ({"long_data": "x", "expire_seconds": 2_592_001}, 9410011),
    ],
)
async def test_too_much_is_not_shortened(
    platform: Platform, asked: dict[str, Any], errcode: int
) -> None:
    assert (await platform.call("shorten/gen", asked))["errcode"] == errcode


async def test_a_short_link_leads_to_the_long_one(platform: Platform) -> None:
    wechat = public_client(platform)
    answer = await ask(wechat.misc.short_url, "http://127.0.0.1/long")
    path = answer["short_url"].removeprefix(platform.settings.public_url)
    assert (await platform.http.get(path)).headers["location"] == "http://127.0.0.1/long"
    assert await ask(wechat.misc.get_wechat_ips) == ["127.0.0.1"]
