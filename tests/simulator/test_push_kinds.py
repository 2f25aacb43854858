"""Every kind of push the platform documents arrives with its own elements, and earns what it earns."""

import hashlib
from typing import Any

import pytest

from simulator import events
from simulator.client import Phone
from tests.simulator.support import Account, Platform, delivered

MENU = {
    "button": [
        {"type": "scancode_waitmsg", "name": "扫单", "key": "bill"},
        {
            "name": "拍",
            "sub_button": [
                {"type": "pic_sysphoto", "name": "拍照", "key": "camera"},
                {"type": "pic_photo_or_album", "name": "相册", "key": "album"},
                {"type": "location_select", "name": "我在这", "key": "here"},
                {"type": "media_id", "name": "海报", "media_id": "gone"},
                {"type": "scancode_push", "name": "扫码", "key": "code"},
            ],
        },
        {
            "type": "miniprogram",
            "name": "小程序",
            "url": "http://127.0.0.1/",
            "appid": "wx0123456789abcdef",
            "pagepath": "pages/card",
        },
    ]
}


@pytest.fixture
async def phone(platform: Platform) -> Phone:
    phone = await platform.client.phone(follows=True)
    await delivered(platform, 1)
    return phone


@pytest.fixture
async def menu(platform: Platform) -> None:
    assert (await platform.call("menu/create", MENU))["errcode"] == 0


def last(platform: Platform, account: Account) -> dict[str, Any]:
    return platform.opened(account.pushes[-1])


async def test_following_after_a_payment_names_the_trade(
    platform: Platform, account: Account
) -> None:
    phone = await platform.client.phone()
    await phone.follows(trade_no="4200001234")
    await delivered(platform, 1)
    assert last(platform, account)["EventKey"] == "last_trade_no_4200001234"


async def test_unfollowing_may_be_told_twice(
    platform: Platform, account: Account, phone: Phone
) -> None:
    await phone.unfollows(told=2)
    await delivered(platform, 2)
    while len(account.pushes) < 3:
        await platform.client.exchanges()
    told = [platform.opened(push) for push in account.pushes[1:]]
    assert told[0] == told[1]
    assert told[0]["Event"] == "unsubscribe"


async def test_a_short_video_a_mini_program_and_something_unsupported(
    platform: Platform, account: Account, phone: Phone
) -> None:
    await phone.sends_video(b"\0\0\0\x18ftypmp42", short=True)
    await phone.sends_mini_program("会员卡", "pages/card")
    await phone.sends_something_unsupported()
    await delivered(platform, 4)
    told = {push["MsgType"]: push for push in map(platform.opened, account.pushes)}
    assert told["shortvideo"]["ThumbMediaId"]
    assert told["miniprogrampage"]["PagePath"] == "pages/card"
    assert told["text"]["Content"] == "【收到不支持的消息类型，暂无法显示】"


async def test_a_voice_may_come_with_what_was_understood(
    platform: Platform, account: Account, phone: Phone
) -> None:
    await phone.sends_voice(b"#!AMR\n", recognition="我要入会")
    await delivered(platform, 2)
    assert last(platform, account)["Recognition"] == "我要入会"


async def test_a_remark_below_an_article_names_the_article(
    platform: Platform, account: Account, phone: Phone
) -> None:
    await phone.says("写得好", below_article="2247483650_1")
    await delivered(platform, 2)
    told = last(platform, account)
    assert (told["MsgDataId"], told["Idx"]) == ("2247483650_1", "1")


async def test_coordinates_are_bare_numbers(
    platform: Platform, account: Account, phone: Phone
) -> None:
    await phone.sends_location(34.7, 113.6, "金水区")
    await delivered(platform, 2)
    (exchange,) = (e for e in await platform.client.exchanges() if e.name == "location")
    assert "<Location_X>34.700000</Location_X>" in exchange.plain_request


async def test_entering_the_chat_tells_the_place_again_and_again(
    platform: Platform, account: Account, phone: Phone
) -> None:
    await phone.enters_chat(34.7, 113.6, every_seconds=0.02)
    with platform.world.hub.listen() as events_:
        while len(account.pushes) < 4:
            await anext(events_)
    await phone.leaves_chat()
    told = last(platform, account)
    assert (told["Event"], told["Latitude"], told["Precision"]) == (
        "LOCATION",
        "34.700000",
        "65.000000",
    )
    assert "EventKey" not in told


@pytest.mark.usefixtures("menu")
async def test_a_scan_button_tells_what_was_scanned_and_allows_three(
    platform: Platform, account: Account, phone: Phone
) -> None:
    platform.clock.move(minutes=2)
    await phone.taps("扫单", scanned="SF1234", scan_type="barcode")
    await delivered(platform, 2)
    told = last(platform, account)
    assert told["Event"] == "scancode_waitmsg"
    assert told["ScanCodeInfo"] == {"ScanType": "barcode", "ScanResult": "SF1234"}
    assert (await phone.detail())["remaining"] == 3
    with pytest.raises(AssertionError, match="409"):
        await phone.taps("扫码")


@pytest.mark.usefixtures("menu")
async def test_an_album_comes_as_an_event_and_nine_pictures_in_any_order(
    platform: Platform, account: Account, phone: Phone
) -> None:
    photos = [b"\xff\xd8\xff" + bytes([number]) for number in range(9)]
    await phone.taps_album("相册", photos, order="reversed")
    await delivered(platform, 11)
    told = [platform.opened(push) for push in account.pushes[1:]]
    (event,) = (push for push in told if push["MsgType"] == "event")
    sums = [item["PicMd5Sum"] for item in event["SendPicsInfo"]["PicList"]["item"]]
    assert sums == [hashlib.md5(photo).hexdigest() for photo in photos]
    assert event["SendPicsInfo"]["Count"] == "9"
    assert sum(push["MsgType"] == "image" for push in told) == 9
    assert (await phone.detail())["remaining"] == 5


@pytest.mark.usefixtures("menu")
async def test_a_camera_takes_one_picture(phone: Phone) -> None:
    await phone.taps("拍照", photos=[{"specimen": "li_an"}])
    with pytest.raises(AssertionError, match="409"):
        await phone.taps_album("拍照", [b"1", b"2"])


@pytest.mark.usefixtures("menu")
async def test_pointing_at_a_place_tells_an_event_and_a_message(
    platform: Platform, account: Account, phone: Phone
) -> None:
    place = {"latitude": 34.7, "longitude": 113.6, "label": "金水区"}
    await phone.taps("我在这", place=place, place_name="驿站")
    await delivered(platform, 3)
    told = {push["MsgType"]: push for push in map(platform.opened, account.pushes[1:])}
    assert told["event"]["SendLocationInfo"]["Poiname"] == "驿站"
    assert told["location"]["Label"] == "金水区"


@pytest.mark.usefixtures("menu")
async def test_a_mini_program_button_tells_the_page(
    platform: Platform, account: Account, phone: Phone
) -> None:
    await phone.taps("小程序")
    await delivered(platform, 2)
    told = last(platform, account)
    assert (told["Event"], told["EventKey"]) == ("view_miniprogram", "pages/card")


@pytest.mark.usefixtures("menu")
async def test_a_button_that_cannot_work_says_so(phone: Phone) -> None:
    await phone.taps("海报")
    await phone.hears("此菜单")


async def test_notices_are_allowed_one_by_one_or_several_at_once(
    platform: Platform, account: Account, phone: Phone
) -> None:
    await phone.answers_notices(template_one="accept")
    one = last(platform, account)["SubscribeMsgPopupEvent"]["List"]
    assert one == {
        "TemplateId": "template_one",
        "SubscribeStatusString": "accept",
        "PopupScene": "1",
    }
    await phone.answers_notices(template_one="accept", template_two="reject")
    both = last(platform, account)["SubscribeMsgPopupEvent"]["List"]
    assert [item["SubscribeStatusString"] for item in both] == ["accept", "reject"]


@pytest.mark.parametrize(
    ("wrapper", "element"),
    [("change", "SubscribeMsgChangeEvent"), ("popup", "SubscribeMsgPopupEvent")],
)
async def test_notices_are_refused_under_both_wrappers(
    platform: Platform, account: Account, phone: Phone, wrapper: str, element: str
) -> None:
    await phone.refuses_notices("template_one", wrapper=wrapper)
    told = last(platform, account)
    assert told["Event"] == "subscribe_msg_change_event"
    assert told[element]["List"]["SubscribeStatusString"] == "reject"


async def test_in_authorization_events_the_person_is_in_openid(
    platform: Platform, account: Account, phone: Phone
) -> None:
    for act, name in (
        (phone.modifies_profile, "user_info_modified"),
        (phone.revokes, "user_authorization_revoke"),
        (phone.closes_wechat_account, "user_authorization_cancellation"),
    ):
        await act()
        told = last(platform, account)
        assert (told["Event"], told["OpenID"]) == (name, phone.openid)
        assert told["FromUserName"] == events.PLATFORM
    assert not (await phone.detail())["following"]


async def test_results_and_staff_sessions_can_be_pushed_by_name(
    platform: Platform, account: Account, phone: Phone
) -> None:
    for fields in (
        events.template_result(200163836, "failed:user block"),
        events.notice_sent([{"TemplateId": "t", "MsgID": 1, "ErrorCode": 0, "ErrorStatus": "ok"}]),
        events.customer_service_begun("a@gh"),
        events.customer_service_switched("a@gh", "b@gh"),
        events.customer_service_ended("b@gh"),
    ):
        exchange = await phone.pushes(**fields)
        told = last(platform, account)
        assert exchange.name == fields["Event"] == told["Event"]
        assert "MsgId" not in told
    assert told["KfAccount"] == "b@gh"


async def test_a_developer_may_choose_every_element(
    platform: Platform, account: Account, phone: Phone
) -> None:
    await phone.pushes(MsgType="text", Content="一", MsgId=7, CreateTime=1)
    told = last(platform, account)
    assert (told["MsgId"], told["CreateTime"]) == ("7", "1")
    assert (await phone.detail())["remaining"] == 5


async def test_any_text_at_all_can_be_pushed(
    platform: Platform, account: Account, phone: Phone
) -> None:
    account.answer = lambda push: ""
    exchange = await phone.pushes_xml("<xml><MsgType>hologram</MsgType></xml>")
    assert exchange.name == "hologram"
    exchange = await phone.pushes_xml("no xml \x1d at all")
    assert (exchange.name, exchange.status) == ("xml", 200)
