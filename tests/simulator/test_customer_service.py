"""The platform's own customer service: accounts, sessions, and messages that stay with it."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from wechatpy import WeChatClient

from simulator.client import Phone
from simulator.records import Entry
from tests.simulator.public_client import ask, public_client, refusal
from tests.simulator.support import Account, Platform, Start

KF = "kefu1@test"
OTHER = "kefu2@test"


@pytest.fixture
def wechat(platform: Platform) -> WeChatClient:
    return public_client(platform)


@pytest.fixture
async def phone(platform: Platform) -> Phone:
    return await platform.client.phone(follows=True)


async def test_an_account_is_made_bound_and_removed(
    platform: Platform, wechat: WeChatClient
) -> None:
    service = wechat.customservice
    await ask(service.add_account, KF, "小李", "secret")
    assert await refusal(service.add_account, KF, "小李", "secret") == 65406
    await ask(service.update_account, KF, "小王", "secret")
    await ask(service.upload_headimg, KF, _picture())
    invite = {"kf_account": KF, "invite_wx": "worker_1"}
    assert (await _kf(platform, "kfaccount/inviteworker", invite))["errcode"] == 0
    assert (await _kf(platform, "kfaccount/inviteworker", invite))["errcode"] == 65411
    (listed,) = await ask(service.get_accounts)
    assert (listed["kf_nick"], listed["invite_status"]) == ("小王", "waiting")
    await _online(platform, KF)
    (listed,) = await ask(service.get_accounts)
    assert listed["kf_wx"] == "worker_1"
    (online,) = await ask(service.get_online_accounts)
    assert (online["kf_account"], online["accepted_case"]) == (KF, 0)
    await ask(service.delete_account, KF)
    assert await ask(service.get_accounts) == []
    assert await refusal(service.delete_account, KF) == 65401


@pytest.mark.parametrize(
    ("name", "nickname", "errcode"),
    [("客服@test", "小李", 65404), ("kefu", "小李", 65404), (KF, "长" * 17, 65403)],
)
async def test_an_account_has_a_proper_name(
    wechat: WeChatClient, name: str, nickname: str, errcode: int
) -> None:
    assert await refusal(wechat.customservice.add_account, name, nickname, "x") == errcode


async def test_a_hundred_accounts_are_enough(platform: Platform) -> None:
    for number in range(100):
        platform.world.desk.accounts.add(f"kf{number}@test", "小李")
    asked = {"kf_account": "kf100@test", "nickname": "小李"}
    assert (await _kf(platform, "kfaccount/add", asked))["errcode"] == 65405


async def test_a_test_account_has_no_customer_service(start: Start) -> None:
    wechat = public_client(await start(simulator_account_type="test"))
    assert await refusal(wechat.customservice.add_account, KF, "小李", "x") == 61450


async def test_only_somebody_bound_and_online_serves(
    platform: Platform, wechat: WeChatClient, phone: Phone
) -> None:
    create = wechat.customservice.create_session
    assert await refusal(create, phone.openid, KF) == 65401
    await ask(wechat.customservice.add_account, KF, "小李", "x")
    assert await refusal(create, phone.openid, KF) == 65402
    await _online(platform, KF)
    await _online(platform, KF, is_online=False)
    assert await refusal(create, phone.openid, KF) == 65415
    assert await refusal(create, "o" + "0" * 27, KF) == 40003


async def test_edge_19_messages_in_a_session_never_reach_the_account(
    platform: Platform, wechat: WeChatClient, phone: Phone, account: Account
) -> None:
    service = wechat.customservice
    await _online(platform, KF)
    await _online(platform, OTHER)
    await ask(service.create_session, phone.openid, KF)
    assert await refusal(service.create_session, phone.openid, OTHER) == 65414
    await phone.says("只有客服看得到")
    await _says_as_staff(platform, phone, "您好，请讲")
    assert (await phone.hears("请讲")).delivery == "staff"
    assert (await ask(service.get_session, phone.openid))["kf_account"] == KF
    assert len(await ask(service.get_session_list, KF)) == 1
    assert await refusal(service.close_session, phone.openid, OTHER) == 65414
    await ask(service.close_session, phone.openid, KF)
    assert await refusal(service.close_session, phone.openid, KF) == 65413
    assert (await ask(service.get_session, phone.openid))["kf_account"] == ""
    await phone.says("机器人在吗")
    told = await _told(platform, account, "机器人在吗")
    assert "只有客服看得到" not in told
    assert {"kf_create_session", "kf_close_session"} <= set(told)


async def test_what_was_said_can_be_read_page_by_page(
    platform: Platform, wechat: WeChatClient, phone: Phone
) -> None:
    await _online(platform, KF)
    await ask(wechat.customservice.create_session, phone.openid, KF)
    await phone.says("在吗")
    await _says_as_staff(platform, phone, "在的")
    await ask(wechat.message.send_text, phone.openid, "稍等", KF)
    begins = platform.clock() - timedelta(hours=1)
    times = (begins.timestamp(), (begins + timedelta(hours=24)).timestamp())
    read = wechat.customservice.get_records
    first = await ask(read, *times, 1, 2)
    assert [record["opercode"] for record in first["recordlist"]] == [2003, 2002]
    rest = await ask(read, *times, first["msgid"], 2)
    assert [record["text"] for record in rest["recordlist"]] == ["稍等"]
    assert await refusal(read, times[0], times[1] + 1) == 65417
    assert await refusal(read, times[1], times[0]) == 65416


async def test_a_message_under_an_unknown_name_is_refused(
    wechat: WeChatClient, phone: Phone
) -> None:
    assert await refusal(wechat.message.send_text, phone.openid, "您好", KF) == 65401


async def test_edge_19_a_silent_session_ends_by_itself(
    platform: Platform, wechat: WeChatClient, phone: Phone, account: Account
) -> None:
    await _online(platform, KF)
    await ask(wechat.customservice.create_session, phone.openid, KF)
    platform.clock.move(minutes=29)
    await phone.says("还在")
    platform.clock.move(minutes=29)
    await phone.says("还在客服这里")
    platform.clock.move(minutes=30)
    await phone.says("又是机器人")
    told = await _told(platform, account, "又是机器人")
    assert "还在客服这里" not in told
    assert "kf_close_session" in told


async def test_a_session_ends_even_if_nobody_says_anything_more(
    start: Start, account: Account
) -> None:
    platform = await start(simulator_kf_session_seconds=0)
    phone = await platform.client.phone(follows=True)
    await _online(platform, KF)
    await _take(platform, phone, KF)
    assert "kf_create_session" in await _told(platform, account, "kf_close_session")


async def test_edge_19_whoever_is_handed_over_waits_until_somebody_takes_them(
    platform: Platform, wechat: WeChatClient, phone: Phone, account: Account
) -> None:
    await _online(platform, KF)
    account.answer = lambda push: _hand_over(platform, push)
    await phone.says("转人工")
    await phone.hears("已转接人工客服")
    waiting = await ask(wechat.customservice.get_wait_case)
    assert (waiting["count"], waiting["waitcaselist"][0]["openid"]) == (1, phone.openid)
    account.answer = lambda push: "success"
    await phone.says("排队时机器人还听得到")
    await _told(platform, account, "排队时机器人还听得到")
    await _take(platform, phone, KF)
    assert (await ask(wechat.customservice.get_wait_case))["count"] == 0
    await _online(platform, OTHER)
    await _take(platform, phone, OTHER)
    assert "kf_switch_session" in await _told(platform, account, "kf_switch_session")


async def test_staff_who_take_everybody_take_whoever_is_handed_over(
    platform: Platform, wechat: WeChatClient, phone: Phone, account: Account
) -> None:
    await _online(platform, KF, accepts_at_once=True)
    account.answer = lambda push: _hand_over(platform, push)
    await phone.says("转人工")
    await phone.hears("已转接人工客服")
    assert (await ask(wechat.customservice.get_session, phone.openid))["kf_account"] == KF


async def test_blacklisted_people_are_not_heard(
    platform: Platform, wechat: WeChatClient, phone: Phone, account: Account
) -> None:
    await ask(wechat.tag.batch_black_list, [phone.openid])
    await phone.says("听得到吗")
    await ask(wechat.tag.batch_unblack_list, [phone.openid])
    await phone.says("现在呢")
    assert "听得到吗" not in await _told(platform, account, "现在呢")


def _picture() -> tuple[str, bytes]:
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "JPEG")
    return ("face.jpg", content.getvalue())


def _hand_over(platform: Platform, push: Any) -> str:
    if platform.opened(push)["MsgType"] == "event":
        return "success"
    body = platform.reply(push, "", MsgType="transfer_customer_service")
    return platform.sealed(body)


async def _online(
    platform: Platform, account: str, is_online: bool = True, accepts_at_once: bool = False
) -> None:
    work = {"is_online": is_online, "accepts_at_once": accepts_at_once}
    answer = await platform.http.put(f"/simulator/api/kf-accounts/{account}", json=work)
    assert answer.status_code == 204


async def _take(platform: Platform, phone: Phone, account: str) -> None:
    url = f"/simulator/api/users/{phone.openid}/kf-session"
    answer = await platform.http.post(url, json={"kf_account": account})
    assert answer.status_code == 204


async def _says_as_staff(platform: Platform, phone: Phone, text: str) -> Entry:
    url = f"/simulator/api/users/{phone.openid}/kf-session/say"
    return Entry.model_validate((await platform.http.post(url, json={"text": text})).json())


async def _kf(platform: Platform, call: str, asked: dict[str, Any]) -> dict[str, Any]:
    params = {"access_token": await platform.token()}
    response = await platform.http.post(f"/customservice/{call}", params=params, json=asked)
    answer: dict[str, Any] = response.json()
    return answer


async def _told(platform: Platform, account: Account, last: str) -> list[str]:
    """What the account was told, in words or event names, once it was told `last`."""
    with platform.world.hub.listen() as happenings:
        while True:
            documents = [platform.opened(push) for push in account.pushes]
            told = [str(doc.get("Content") or doc.get("Event")) for doc in documents]
            if last in told:
                return told
            await anext(happenings)
