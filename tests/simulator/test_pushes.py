"""What people do reaches the account signed, in the chosen mode, and up to three times."""

import pytest

from simulator import crypto, wire
from simulator.messages import Fields
from simulator.records import State
from tests.simulator.support import IMPATIENT, Account, Platform, Start, delivered


async def test_the_platform_verifies_the_accounts_url(platform: Platform) -> None:
    assert await platform.client.verifies_url()


async def test_secure_mode_shows_nothing_but_the_envelope(
    platform: Platform, account: Account
) -> None:
    phone = await platform.client.phone()
    await phone.follows()
    await phone.says("我要入会")
    await delivered(platform, 2)
    push = account.pushes[-1]
    assert set(push.document) == {"ToUserName", "Encrypt"}
    assert push.query["encrypt_type"] == "aes"
    assert _signed(push.query, platform.settings.wechat_token)
    encrypted = wire.text_at(push.document, "Encrypt")
    assert push.query["msg_signature"] == crypto.sign(
        platform.settings.wechat_token, push.query["timestamp"], push.query["nonce"], encrypted
    )
    assert platform.opened(push)["Content"] == "我要入会"


async def test_compatible_mode_shows_both(start: Start, account: Account) -> None:
    platform = await start(simulator_mode="compatible")
    phone = await platform.client.phone()
    await phone.follows()
    await delivered(platform, 1)
    document = account.pushes[-1].document
    assert document["Event"] == "subscribe"
    assert "Encrypt" in document


async def test_plain_mode_has_no_envelope_and_no_message_signature(
    start: Start, account: Account
) -> None:
    platform = await start(simulator_mode="plain")
    phone = await platform.client.phone()
    await phone.follows()
    await delivered(platform, 1)
    push = account.pushes[-1]
    assert "Encrypt" not in push.document
    assert "msg_signature" not in push.query
    assert _signed(push.query, platform.settings.wechat_token)


async def test_a_slow_account_gets_the_same_message_three_times(
    start: Start, account: Account
) -> None:
    platform = await start()
    phone = await platform.client.phone(follows=True)
    await delivered(platform, 1)
    platform.settings.simulator_reply_limit_seconds = 0.5
    account.delays = [3600] * 3
    await phone.says("在吗")
    await phone.hears("该公众号暂时无法提供服务，请稍后再试")
    deliveries = account.pushes[1:]
    assert len(deliveries) == 3
    assert len({platform.opened(push)["MsgId"] for push in deliveries}) == 1
    assert len({push.query["nonce"] for push in deliveries}) == 3
    (violation,) = await platform.client.violations()
    assert [delivery.outcome for delivery in violation.deliveries] == ["timeout"] * 3


async def test_an_answer_to_the_second_delivery_is_as_good_as_one_to_the_first(
    start: Start, account: Account
) -> None:
    platform = await start(simulator_reply_limit_seconds=IMPATIENT)
    phone = await platform.client.phone(follows=True)
    await delivered(platform, 1)
    account.delays = [3600]
    account.answer = lambda push: platform.sealed(platform.reply(push, "您好"))
    await phone.says("在吗")
    bubble = await phone.hears("您好")
    assert bubble.delivery == "passive"
    await phone.hears_nothing_more(0.5)
    assert len(account.pushes) == 3


async def test_an_account_that_refuses_gets_it_again_too(start: Start, account: Account) -> None:
    platform = await start(simulator_reply_limit_seconds=IMPATIENT)
    account.status = 500
    phone = await platform.client.phone(follows=True)
    await phone.hears("暂时无法提供服务")
    assert len(account.pushes) == 3


async def test_waiting_for_a_delivery_returns_when_it_is_done(
    platform: Platform, account: Account
) -> None:
    phone = await platform.client.phone(follows=True)
    url = f"/simulator/api/users/{phone.openid}/say"
    response = await platform.http.post(url, params={"wait": "true"}, json={"text": "一"})
    assert response.json()["state"] == State.done


async def test_scanning_follows_once_and_then_only_tells(
    platform: Platform, account: Account
) -> None:
    await platform.call(
        "qrcode/create",
        {
            "action_name": "QR_LIMIT_STR_SCENE",
            "action_info": {"scene": {"scene_str": "area_410105"}},
        },
    )
    phone = await platform.client.phone()
    await phone.scans("area_410105")
    await delivered(platform, 1)
    await phone.scans("area_410105")
    await delivered(platform, 2)
    first, second = (platform.opened(push) for push in account.pushes)
    assert (first["Event"], first["EventKey"]) == ("subscribe", "qrscene_area_410105")
    assert (second["Event"], second["EventKey"]) == ("SCAN", "area_410105")
    assert first["Ticket"] == second["Ticket"] != ""


async def test_a_tapped_link_speaks_with_its_menu_id(platform: Platform, account: Account) -> None:
    phone = await platform.client.phone(follows=True)
    await delivered(platform, 1)
    link = '<a href="weixin://bizmsgmenu?msgmenucontent=同意并开始&msgmenuid=consent:1">1 同意</a>'
    account.answer = lambda push: platform.sealed(platform.reply(push, link))
    await phone.says("入会")
    await phone.hears("1 同意")
    account.answer = lambda push: "success"
    await phone.taps("同意")
    await delivered(platform, 3)
    inner = platform.opened(account.pushes[-1])
    assert (inner["Content"], inner["bizmsgmenuid"]) == ("同意并开始", "consent:1")
    assert (await phone.detail())["window_closes_at"] is not None


async def test_photos_voices_places_and_links_arrive_as_what_they_are(
    platform: Platform, account: Account
) -> None:
    phone = await platform.client.phone(follows=True)
    await phone.sends_photo(specimen="li_an")
    await phone.sends_voice()
    await phone.sends_video(b"\0\0\0\x18ftypmp42")
    await phone.sends_location(34.7, 113.6, "金水区")
    await phone.sends_link("标题", "http://127.0.0.1/")
    await delivered(platform, 6)
    kinds = {platform.opened(push)["MsgType"] for push in account.pushes}
    assert kinds == {"event", "image", "voice", "video", "location", "link"}


async def test_menu_taps_tell_the_key_or_the_address(platform: Platform, account: Account) -> None:
    menu = {
        "button": [
            {"type": "click", "name": "我要入会", "key": "join"},
            {
                "name": "服务",
                "sub_button": [{"type": "view", "name": "指南", "url": "http://127.0.0.1/m"}],
            },
        ]
    }
    assert (await platform.call("menu/create", menu))["errcode"] == 0
    phone = await platform.client.phone(follows=True)
    await delivered(platform, 1)
    await phone.taps("我要入会")
    await delivered(platform, 2)
    await phone.taps("指南")
    await delivered(platform, 3)
    click, view = (platform.opened(push) for push in account.pushes[1:])
    assert (click["Event"], click["EventKey"]) == ("CLICK", "join")
    assert (view["Event"], view["EventKey"]) == ("VIEW", "http://127.0.0.1/m")


async def test_the_platforms_own_events_reach_the_account_and_not_the_chat(
    platform: Platform, account: Account
) -> None:
    phone = await platform.client.phone(follows=True)
    await delivered(platform, 1)
    account.answer = lambda push: platform.sealed(platform.reply(push, "谢谢"))
    body: Fields = {"MsgType": "event", "Event": "kf_create_session", "KfAccount": "kf@test"}
    await platform.courier.event(platform.world.phones[phone.openid], body)
    assert platform.opened(account.pushes[-1])["KfAccount"] == "kf@test"
    await phone.hears_nothing_more(0.2)


async def test_nobody_speaks_to_an_account_they_do_not_follow(platform: Platform) -> None:
    phone = await platform.client.phone()
    with pytest.raises(AssertionError, match="409"):
        await phone.says("有人吗")


def _signed(query: dict[str, str], token: str) -> bool:
    return query["signature"] == crypto.sign(token, query["timestamp"], query["nonce"])
