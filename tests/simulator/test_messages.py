"""Customer-service messages of every kind, and the same message to many."""

from typing import Any

import pytest
from wechatpy import WeChatClient

from simulator.client import Phone
from tests.simulator.public_client import ask, public_client, refusal
from tests.simulator.support import Account, Platform
from tests.simulator.test_media import VIDEO, VOICE, picture


@pytest.fixture
def wechat(platform: Platform) -> WeChatClient:
    return public_client(platform)


@pytest.fixture
async def phone(platform: Platform) -> Phone:
    phone = await platform.client.phone(follows=True)
    await phone.says("您好")
    return phone


async def test_every_kind_of_message_arrives(
    platform: Platform, wechat: WeChatClient, phone: Phone
) -> None:
    send, thumb = wechat.message, await _uploaded(wechat, "thumb", picture())
    card = {"title": "小程序", "appid": "wx1", "pagepath": "p", "thumb_media_id": thumb}
    article = {"title": "图文", "description": "说明", "url": "http://127.0.0.1/", "image": ""}
    menu = {"head_content": "请选", "list": [{"id": 1, "content": "好"}], "tail_content": "完"}
    voice = await _uploaded(wechat, "voice", ("v.amr", VOICE))
    video = await _uploaded(wechat, "video", ("v.mp4", VIDEO))
    calls: list[tuple[Any, ...]] = [
        (send.send_text, "文字"),
        (send.send_image, await _uploaded(wechat, "image", picture())),
        (send.send_voice, voice),
        (send.send_video, video, "录像", "介绍"),
        (send.send_music, "http://127.0.0.1/a", "http://127.0.0.1/b", thumb, "歌", "介绍"),
        (send.send_articles, [article]),
        (send.send_link, article),
        (send.send_card, "card_1"),
        (send.send_mini_program_page, card),
        (send.send_msg_menu, menu),
    ]
    for call, *arguments in calls:
        await phone.says("下一条")
        await ask(call, phone.openid, *arguments)
    await phone.hears("请选", "好", "完")
    kinds = [bubble.kind for bubble in phone.heard]
    assert kinds == [
        "text",
        "image",
        "voice",
        "video",
        "music",
        "news",
        "link",
        "wxcard",
        "miniprogrampage",
        "msgmenu",
    ]


async def test_a_media_id_of_another_kind_is_refused(wechat: WeChatClient, phone: Phone) -> None:
    voice = await _uploaded(wechat, "voice", ("v.amr", VOICE))
    assert await refusal(wechat.message.send_image, phone.openid, voice) == 40007
    articles = [{"title": "一", "description": "", "url": ""}] * 2
    assert await refusal(wechat.message.send_articles, phone.openid, articles) == 45008


async def test_everybody_gets_a_message_four_times_a_month(
    platform: Platform, wechat: WeChatClient, phone: Phone, account: Account
) -> None:
    platform.clock.move(days=30)
    wechat.session.delete(wechat.access_token_key)
    for number in range(4):
        await ask(wechat.message.send_mass_text, None, f"通知{number}", is_to_all=True)
        assert (await phone.hears(f"通知{number}")).delivery == "mass"
    sent = await ask(wechat.message.send_mass_text, None, "太多了", is_to_all=True)
    told = await platform.told(account, "MASSSENDJOBFINISH", MsgID=str(sent["msg_id"]))
    assert (told["TotalCount"], told["SentCount"]) == ("1", "0")
    await phone.hears_nothing_more(0.1)


async def test_a_tag_or_a_list_gets_a_message(
    platform: Platform, wechat: WeChatClient, phone: Phone
) -> None:
    other = await platform.client.phone(follows=True)
    tag_id = (await ask(wechat.tag.create, "骑手"))["id"]
    await ask(wechat.tag.tag_user, tag_id, phone.openid)
    image = await _uploaded(wechat, "image", picture())
    await ask(wechat.message.send_mass_image, tag_id, image)
    assert (await phone.hears()).kind == "image"
    await other.hears_nothing_more(0.1)
    sent = await ask(wechat.message.send_mass_text, [phone.openid, other.openid], "两位好")
    await other.hears("两位好")
    assert (await ask(wechat.message.get_mass, sent["msg_id"]))["msg_status"] == "SEND_SUCCESS"
    await ask(wechat.message.delete_mass, sent["msg_id"])
    assert (await ask(wechat.message.get_mass, sent["msg_id"]))["msg_status"] == "DELETE"


async def test_mass_messages_are_refused_with_reasons(wechat: WeChatClient, phone: Phone) -> None:
    send = wechat.message.send_mass_text
    assert await refusal(send, [phone.openid], "一个人") == 40130
    assert await refusal(send, ["o" + "0" * 27] * 2, "没有人") == 40003
    assert await refusal(send, 77, "没有这个标签") == 45159
    assert await refusal(wechat.message.get_mass, 1) == 40059
    assert await refusal(send, "wechat_name", "不认识", preview=True) == 40132


async def test_a_message_to_many_can_be_tried_on_one(wechat: WeChatClient, phone: Phone) -> None:
    await ask(wechat.message.send_mass_text, phone.openid, "试一试", preview=True)
    await phone.hears("试一试")


async def test_the_same_message_to_many_is_sent_once(wechat: WeChatClient, phone: Phone) -> None:
    send = wechat.message.send_mass_text
    await ask(send, None, "一次", is_to_all=True, client_msg_id="once")
    assert await refusal(send, None, "一次", is_to_all=True, client_msg_id="once") == 45065
    assert await refusal(send, None, "一次", is_to_all=True, client_msg_id="x" * 65) == 45067


async def test_the_speed_of_sending_to_many_can_be_chosen(platform: Platform) -> None:
    await platform.call("message/mass/speed/set", {"speed": 4})
    found = await platform.call("message/mass/speed/get", {"x": 1})
    assert found == {"speed": 4, "realspeed": 10}
    assert (await platform.call("message/mass/speed/set", {"speed": 5}))["errcode"] == 45083


async def test_a_connected_server_has_no_answers_of_the_console(wechat: WeChatClient) -> None:
    assert (await ask(wechat.message.get_autoreply_info))["is_autoreply_open"] == 0


async def _uploaded(wechat: WeChatClient, kind: str, file: tuple[str, bytes]) -> str:
    answer = await ask(wechat.media.upload, kind, file)
    return str(answer.get("media_id") or answer["thumb_media_id"])
