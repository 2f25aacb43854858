"""The platform's API gives, refuses and forgets as the real one does."""

import io
import json
from typing import Any

import pytest
from PIL import Image

from simulator.client import Phone
from tests.simulator.support import Platform

CREDENTIALS = {"grant_type": "client_credential"}


@pytest.fixture
async def phone(platform: Platform) -> Phone:
    phone = await platform.client.phone(follows=True)
    await phone.says("您好")
    return phone


async def test_the_stable_token_stays_the_same_until_shortly_before_its_end(
    platform: Platform,
) -> None:
    first = await platform.token()
    platform.clock.move(seconds=7200 - 301)
    assert await platform.token() == first
    platform.clock.move(seconds=1)
    second = await platform.token()
    assert second != first
    query = {"access_token": first}
    answer = await platform.http.get("/cgi-bin/getcallbackip", params=query)
    assert "ip_list" in answer.json()
    platform.clock.move(seconds=300)
    answer = await platform.http.get("/cgi-bin/getcallbackip", params=query)
    assert answer.json()["errcode"] == 42001


async def test_forcing_a_new_token_kills_the_old_one_and_is_allowed_twice_a_minute(
    platform: Platform,
) -> None:
    old = await platform.token()
    asked = CREDENTIALS | {
        "appid": platform.settings.wechat_app_id,
        "secret": platform.settings.wechat_app_secret,
        "force_refresh": True,
    }
    forced = await platform.http.post("/cgi-bin/stable_token", json=asked)
    assert forced.json()["access_token"] != old
    again = await platform.http.post("/cgi-bin/stable_token", json=asked)
    assert again.json()["errcode"] == 45011


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [({"grant_type": "password"}, 40002), ({"appid": "wx0"}, 40013), ({"secret": "0"}, 40125)],
)
async def test_wrong_credentials_get_no_token(
    platform: Platform, changes: dict[str, str], errcode: int
) -> None:
    right = {
        "appid": platform.settings.wechat_app_id,
        "secret": platform.settings.wechat_app_secret,
    }
    asked = CREDENTIALS | right | changes
    answer = await platform.http.get("/cgi-bin/token", params=asked)
    assert answer.status_code == 200
    assert answer.json()["errcode"] == errcode


async def test_calls_without_a_good_token_are_refused(platform: Platform) -> None:
    assert (await platform.http.get("/cgi-bin/menu/get")).json()["errcode"] == 41001
    query = {"access_token": "made up"}
    assert (await platform.http.get("/cgi-bin/menu/get", params=query)).json()["errcode"] == 40001


async def test_a_sent_message_appears_in_the_chat(platform: Platform, phone: Phone) -> None:
    assert await platform.sends_text(phone.openid, "审核通过了") == 0
    bubble = await phone.hears("审核通过")
    assert bubble.delivery == "customer_service"


async def test_a_sent_menu_can_be_tapped(platform: Platform, phone: Phone) -> None:
    menu = {
        "head_content": "请核对",
        "list": [{"id": "ok", "content": "没问题"}, {"id": "no", "content": "重新拍"}],
        "tail_content": "",
    }
    body = {"touser": phone.openid, "msgtype": "msgmenu", "msgmenu": menu}
    assert (await platform.call("message/custom/send", body))["errcode"] == 0
    bubble = await phone.hears("请核对")
    assert [choice.id for choice in bubble.choices] == ["ok", "no"]
    assert (await phone.taps("没问题")).text == "没问题"


async def test_the_sixth_message_is_one_too_many(platform: Platform, phone: Phone) -> None:
    codes = [await platform.sends_text(phone.openid, str(n)) for n in range(6)]
    assert codes == [0, 0, 0, 0, 0, 45047]
    assert [v.broken_rule[:5] for v in await platform.client.violations()] == ["45047"]


async def test_two_days_later_nothing_may_be_sent(platform: Platform, phone: Phone) -> None:
    platform.clock.move(hours=48)
    assert await platform.sends_text(phone.openid, "在吗") == 45015


async def test_a_follower_alone_opens_a_minute(platform: Platform) -> None:
    phone = await platform.client.phone(follows=True)
    platform.clock.move(seconds=59)
    assert await platform.sends_text(phone.openid, "欢迎") == 0
    platform.clock.move(seconds=1)
    assert await platform.sends_text(phone.openid, "欢迎") == 45015


async def test_whoever_left_cannot_be_written_to(platform: Platform, phone: Phone) -> None:
    await phone.unfollows()
    assert await platform.sends_text(phone.openid, "回来吧") == 43004
    assert await platform.sends_text("o" + "0" * 27, "谁") == 40003


async def test_text_is_measured_in_bytes(platform: Platform, phone: Phone) -> None:
    assert await platform.sends_text(phone.openid, "会" * 683) == 45002
    assert await platform.sends_text(phone.openid, "会" * 682) == 0


async def test_escaped_chinese_is_refused(platform: Platform, phone: Phone) -> None:
    body = {"touser": phone.openid, "msgtype": "text", "text": {"content": "您好"}}
    query = {"access_token": await platform.token()}
    url = "/cgi-bin/message/custom/send"
    answer = await platform.http.post(url, params=query, content=json.dumps(body))
    assert answer.json()["errcode"] == 40033


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"msgtype": "Text"}, 40008),
        ({"text": {"content": ""}}, 44004),
        ({"msgtype": "image", "image": {"media_id": "x"}}, 40007),
        ({"msgtype": "msgmenu", "msgmenu": {"list": []}}, 40035),
    ],
)
async def test_a_wrong_message_is_refused(
    platform: Platform, phone: Phone, changes: dict[str, Any], errcode: int
) -> None:
    body = {"touser": phone.openid, "msgtype": "text", "text": {"content": "x"}} | changes
    assert (await platform.call("message/custom/send", body))["errcode"] == errcode


async def test_typing_is_shown_until_something_is_sent(platform: Platform, phone: Phone) -> None:
    body = {"touser": phone.openid, "command": "Typing"}
    assert (await platform.call("message/custom/typing", body))["errcode"] == 0
    assert (await phone.detail())["is_being_typed_to"]
    assert (await platform.call("message/custom/typing", body))["errcode"] == 45081
    await platform.sends_text(phone.openid, "好了")
    assert not (await phone.detail())["is_being_typed_to"]
    platform.clock.move(seconds=31)
    assert (await platform.call("message/custom/typing", body))["errcode"] == 45080


async def test_nobody_types_to_somebody_who_may_not_be_written_to(
    platform: Platform, phone: Phone
) -> None:
    body = {"touser": phone.openid, "command": "Typing"}
    for _ in range(5):
        await platform.sends_text(phone.openid, "您好")
    assert (await platform.call("message/custom/typing", body))["errcode"] == 45047


async def test_a_photo_can_be_fetched_for_three_days(platform: Platform, phone: Phone) -> None:
    await phone.sends_photo(specimen="li_an")
    media = list(platform.world.media._media.values())[-1]
    query = {"access_token": await platform.token(), "media_id": media.id}
    answer = await platform.http.get("/cgi-bin/media/get", params=query)
    assert answer.headers["content-type"] == "image/jpeg"
    assert media.id in answer.headers["content-disposition"]
    assert Image.open(io.BytesIO(answer.content)).size == (1280, 860)
    platform.clock.move(days=3)
    query["access_token"] = await platform.token()
    answer = await platform.http.get("/cgi-bin/media/get", params=query)
    assert (answer.status_code, answer.json()["errcode"]) == (200, 40007)


async def test_uploads_are_checked_and_can_be_sent(platform: Platform, phone: Phone) -> None:
    query = {"access_token": await platform.token(), "type": "image"}
    url = "/cgi-bin/media/upload"
    refused = await platform.http.post(url, params=query, files={"media": b"no picture"})
    assert refused.json()["errcode"] == 40005
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    kept = await platform.http.post(url, params=query, files={"media": picture.getvalue()})
    media_id = kept.json()["media_id"]
    body = {"touser": phone.openid, "msgtype": "image", "image": {"media_id": media_id}}
    assert (await platform.call("message/custom/send", body))["errcode"] == 0


async def test_a_code_shows_as_a_picture(platform: Platform) -> None:
    scene = {"scene": {"scene_id": 7}}
    asked = {"action_name": "QR_SCENE", "expire_seconds": 600, "action_info": scene}
    made = await platform.call("qrcode/create", asked)
    assert made["expire_seconds"] == 600
    query = {"ticket": made["ticket"]}
    picture = await platform.http.get("/cgi-bin/showqrcode", params=query)
    assert picture.content.startswith(b"\x89PNG")


async def test_ordered_trouble_strikes_as_often_as_ordered(
    platform: Platform, phone: Phone
) -> None:
    await platform.client.orders_fault("/cgi-bin/message/custom/send", errcode=-1)
    assert await platform.sends_text(phone.openid, "一") == -1
    assert await platform.sends_text(phone.openid, "二") == 0
    assert await platform.client.violations() == []
