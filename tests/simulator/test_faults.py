"""Trouble in both directions comes when it was ordered, as often as it was ordered, and is written down."""

import httpx
import pytest

from simulator import crypto
from simulator.client import Phone
from tests.simulator.support import IMPATIENT, Account, Platform, Start, delivered

SEND = "/cgi-bin/message/custom/send"


@pytest.fixture
async def phone(platform: Platform) -> Phone:
    phone = await platform.client.phone(follows=True)
    await delivered(platform, 1)
    return phone


async def test_an_answer_lost_after_acting_was_acted_upon(platform: Platform, phone: Phone) -> None:
    await platform.client.orders_fault(SEND, drop_after=True)
    with pytest.raises(httpx.RemoteProtocolError):
        await platform.sends_text(phone.openid, "您好")
    await phone.hears("您好")
    assert await platform.sends_text(phone.openid, "您好") == 0


async def test_a_call_dropped_before_acting_did_nothing(platform: Platform, phone: Phone) -> None:
    await platform.client.orders_fault(SEND, drop=True)
    with pytest.raises(httpx.RemoteProtocolError):
        await platform.sends_text(phone.openid, "您好")
    await phone.hears_nothing_more(0.1)
    assert await platform.client.sent() == []


async def test_a_fault_may_be_for_any_path_and_shows_what_it_did(
    platform: Platform, phone: Phone
) -> None:
    await platform.token()
    await platform.client.orders_fault("/cgi-bin/menu/*", errcode=-1)
    answer = await platform.call("menu/create", {})
    assert answer["errcode"] == -1
    assert (await platform.client.exchanges())[-1].fault == {"errcode": -1}


async def test_unlikely_trouble_is_rare(platform: Platform, phone: Phone) -> None:
    await platform.client.orders_fault(SEND, errcode=-1, probability=1e-9)
    assert await platform.sends_text(phone.openid, "您好") == 0
    response = await platform.http.get("/simulator/api/faults")
    assert response.json()["api"][0]["times"] == 1
    await platform.client.clears_faults()
    assert (await platform.http.get("/simulator/api/faults")).json() == {"api": [], "pushes": []}


async def test_one_delivery_may_come_several_times_at_once(
    platform: Platform, account: Account, phone: Phone
) -> None:
    account.answer = lambda push: platform.sealed(platform.reply(push, "您好"))
    await platform.client.orders_push_fault("text", copies=4)
    await phone.says("在吗")
    await phone.hears("您好")
    await phone.hears_nothing_more(0.1)
    copies = account.pushes[1:]
    assert len(copies) == 4
    assert len({(push.query["nonce"], push.body) for push in copies}) == 1
    exchange = (await platform.client.exchanges(phone.openid))[-1]
    assert [delivery.copy_number for delivery in exchange.deliveries] == [1, 2, 3, 4]
    assert all(delivery.answer for delivery in exchange.deliveries)
    assert exchange.fault == {"copies": 4}


async def test_two_messages_may_change_places(
    platform: Platform, account: Account, phone: Phone
) -> None:
    await platform.client.orders_push_fault("text", after_next=True)
    await phone.says("一")
    await phone.says("二")
    await delivered(platform, 3)
    told = [platform.opened(push)["Content"] for push in account.pushes[1:]]
    assert told == ["二", "一"]


async def test_a_lost_answer_is_asked_for_again(
    platform: Platform, account: Account, phone: Phone
) -> None:
    platform.settings.simulator_reply_limit_seconds = IMPATIENT
    account.answer = lambda push: platform.sealed(platform.reply(push, "您好"))
    await platform.client.orders_push_fault(lose_answer=True)
    await phone.says("在吗")
    await phone.hears("您好")
    exchange = (await platform.client.exchanges(phone.openid))[-1]
    assert [delivery.outcome for delivery in exchange.deliveries] == ["answer lost", "answered"]
    ids = {platform.opened(push)["MsgId"] for push in account.pushes[1:]}
    assert len(ids) == 1


async def test_hanging_up_early_is_a_delivery_like_any_other(
    platform: Platform, account: Account, phone: Phone
) -> None:
    platform.settings.simulator_reply_limit_seconds = IMPATIENT
    account.delays = [0.2]
    await platform.client.orders_push_fault(hang_up_ms=20)
    await phone.says("在吗")
    await delivered(platform, 2)
    exchange = (await platform.client.exchanges(phone.openid))[-1]
    assert [delivery.outcome for delivery in exchange.deliveries] == ["hung up", "answered"]


async def test_a_slow_way_uses_up_the_five_seconds_and_a_late_start_does_not(
    platform: Platform, account: Account, phone: Phone
) -> None:
    platform.settings.simulator_reply_limit_seconds = IMPATIENT
    await platform.client.orders_push_fault(latency_ms=60_000)
    await platform.client.orders_push_fault(delay_ms=400)
    await phone.says("一")
    await delivered(platform, 2)
    await phone.says("二")
    await delivered(platform, 3)
    slow, late = (await platform.client.exchanges(phone.openid))[-2:]
    assert [delivery.outcome for delivery in slow.deliveries] == ["timeout", "answered"]
    assert [delivery.outcome for delivery in late.deliveries] == ["answered"]


@pytest.mark.parametrize("forgery", ["signature", "msg_signature"])
async def test_a_forged_signature_does_not_match(
    platform: Platform, account: Account, phone: Phone, forgery: str
) -> None:
    await platform.client.orders_push_fault(forge=forgery)
    await phone.says("一")
    await delivered(platform, 2)
    query = account.pushes[-1].query
    parts = [platform.settings.wechat_token, query["timestamp"], query["nonce"]]
    if forgery == "msg_signature":
        parts.append(str(account.pushes[-1].document["Encrypt"]))
    assert query[forgery] != crypto.sign(*parts)


@pytest.mark.parametrize("forgery", ["key", "app_id"])
async def test_a_forged_envelope_is_not_for_this_account(
    platform: Platform, account: Account, phone: Phone, forgery: str
) -> None:
    await platform.client.orders_push_fault(forge=forgery)
    await phone.says("一")
    await delivered(platform, 2)
    key = platform.settings.wechat_encoding_aes_key
    try:
        _, app_id = crypto.decrypt(key, str(account.pushes[-1].document["Encrypt"]))
    except crypto.EnvelopeError:
        assert forgery == "key"
    else:
        assert app_id != platform.settings.wechat_app_id


async def test_a_stale_push_is_a_day_old(
    platform: Platform, account: Account, phone: Phone
) -> None:
    await platform.client.orders_push_fault(forge="stale")
    await phone.says("一")
    await delivered(platform, 2)
    before, stale = (int(push.query["timestamp"]) for push in account.pushes)
    assert before - stale > 23 * 3600


async def test_a_changed_plaintext_stands_beside_the_true_envelope(
    start: Start, account: Account
) -> None:
    platform = await start(simulator_mode="compatible")
    phone = await platform.client.phone(follows=True)
    await delivered(platform, 1)
    await platform.client.orders_push_fault("text", forge="plaintext")
    await phone.says("真的")
    await delivered(platform, 2)
    document = account.pushes[-1].document
    assert document["Content"] == "假的真的"
    assert platform.opened(account.pushes[-1])["Content"] == "真的"


async def test_trouble_that_changes_nothing_is_refused(platform: Platform) -> None:
    response = await platform.http.post("/simulator/api/faults/pushes", json={"push": "text"})
    assert response.status_code == 422
