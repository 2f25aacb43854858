"""The account's connection can be changed while it runs, as on the platform's own page."""

import pytest

from simulator import crypto
from simulator.client import Phone
from simulator.packing import packed
from tests.simulator.support import Account, Platform, Push, Start, delivered

NEW_KEY = "ThisIsTheNextAesKeyOfTheSimulatedAccount01E"


@pytest.fixture
async def phone(platform: Platform) -> Phone:
    phone = await platform.client.phone(follows=True)
    await delivered(platform, 1)
    return phone


def sealed_under(key: str, push: Push) -> bool:
    try:
        crypto.decrypt(key, str(push.document["Encrypt"]))
    except crypto.EnvelopeError:
        return False
    return True


async def test_after_a_rotation_pushes_come_under_the_new_key(
    platform: Platform, account: Account, phone: Phone
) -> None:
    given = await platform.client.rotates_key(NEW_KEY)
    old = platform.settings.wechat_encoding_aes_key
    assert (given.encoding_aes_key, given.previous_encoding_aes_key) == (NEW_KEY, old)
    await phone.says("一")
    await delivered(platform, 2)
    assert sealed_under(NEW_KEY, account.pushes[-1])
    assert not sealed_under(old, account.pushes[-1])


async def test_a_key_nobody_chose_is_a_good_key(platform: Platform, phone: Phone) -> None:
    given = await platform.client.rotates_key()
    sent = packed("<xml></xml>", phone.openid, platform.world.connection)
    assert sent.key == given.encoding_aes_key
    assert len(given.encoding_aes_key) == 43


async def test_answers_under_the_old_key_count_for_a_while(
    platform: Platform, account: Account, phone: Phone
) -> None:
    # The account of these tests knows the old key only, so it can answer but not read.
    account.answer = lambda push: platform.sealed(
        platform.reply(push, "您好", ToUserName=phone.openid)
        if sealed_under(platform.settings.wechat_encoding_aes_key, push)
        else _blind_reply(platform, phone)
    )
    await platform.client.rotates_key(NEW_KEY, both_accepted_seconds=60)
    await phone.says("一")
    await phone.hears("收到")
    platform.clock.move(seconds=60)
    await phone.says("二")
    await phone.hears("暂时无法提供服务")


async def test_a_platform_that_lags_behind_still_pushes_under_the_previous_key(
    platform: Platform, account: Account, phone: Phone
) -> None:
    await platform.client.rotates_key(NEW_KEY, both_accepted_seconds=0)
    await platform.client.changes_account(pushes_under_previous_key=True)
    account.answer = lambda push: platform.sealed(platform.reply(push, "读得懂"))
    await phone.says("一")
    await phone.hears("读得懂")
    await platform.client.changes_account(pushes_under_previous_key=False)
    account.answer = lambda push: "success"
    await phone.says("二")
    await delivered(platform, 3)
    assert sealed_under(NEW_KEY, account.pushes[-1])


async def test_without_a_rotation_there_is_no_previous_key(platform: Platform) -> None:
    with pytest.raises(AssertionError, match="409"):
        await platform.client.changes_account(pushes_under_previous_key=True)


async def test_the_mode_changes_with_the_next_push(
    platform: Platform, account: Account, phone: Phone
) -> None:
    for count, mode in enumerate(("plain", "compatible", "aes"), start=2):
        await platform.client.changes_account(mode=mode)
        await phone.says("一")
        await delivered(platform, count)
    plain, compatible, secure = (push.document for push in account.pushes[1:])
    assert ("Content" in plain, "Encrypt" in plain) == (True, False)
    assert ("Content" in compatible, "Encrypt" in compatible) == (True, True)
    assert ("Content" in secure, "Encrypt" in secure) == (False, True)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [("missing", ""), ("quoted", "引号"), ("other", "不是 echostr")],
)
async def test_verification_says_what_was_wrong(
    platform: Platform, account: Account, answer: str, problem: str
) -> None:
    account.echo = {"missing": "{}", "quoted": '"{}"\n', "other": "ok"}[answer]
    verdict = await platform.client.verification()
    assert verdict.verified is (problem == "")
    assert problem in verdict.problem


async def test_verification_of_nobody_says_that_nobody_answered(platform: Platform) -> None:
    await platform.client.changes_account(callback_url="http://127.0.0.1:9/")
    verdict = await platform.client.verification()
    assert "连不上" in verdict.problem


@pytest.mark.parametrize(
    "changes", [{"callback_url": "ftp://127.0.0.1/"}, {"token": "a b"}, {"mode": "rot13"}]
)
async def test_what_the_platform_would_not_take_is_refused(
    platform: Platform, changes: dict[str, str]
) -> None:
    with pytest.raises(AssertionError, match="422"):
        await platform.client.changes_account(**changes)


@pytest.mark.parametrize(("told", "expected"), [("missing", None), ("zero", "0"), ("kept", "ok")])
async def test_a_tap_may_tell_its_id_or_not_and_allows_three_either_way(
    platform: Platform, account: Account, phone: Phone, told: str, expected: str | None
) -> None:
    link = '<a href="weixin://bizmsgmenu?msgmenucontent=好的&msgmenuid=ok">好的</a>'
    account.answer = lambda push: platform.sealed(platform.reply(push, link))
    await phone.says("问")
    await phone.hears("好的")
    account.answer = lambda push: "success"
    platform.clock.move(hours=49)
    await platform.client.changes_account(menu_ids=told)
    await phone.taps("好的")
    await delivered(platform, 3)
    assert platform.opened(account.pushes[-1]).get("bizmsgmenuid") == expected
    assert (await phone.detail())["remaining"] == 3


async def test_an_answer_nobody_would_see_is_a_broken_rule(start: Start, account: Account) -> None:
    platform = await start(simulator_mode="plain")
    phone = await platform.client.phone(follows=True)
    await delivered(platform, 1)
    account.answer = lambda push: platform.reply(push, "再见")
    exchange = await phone.pushes(Event="VIEW", EventKey="http://127.0.0.1/")
    assert "shown to nobody" in exchange.broken_rule
    exchange = await phone.pushes(Event="LOCATION", Latitude=1.0, Longitude=1.0, Precision=1.0)
    assert exchange.broken_rule == ""
    await phone.hears("再见")


async def test_what_was_said_is_listed_with_its_way(
    platform: Platform, account: Account, phone: Phone
) -> None:
    account.answer = lambda push: platform.sealed(platform.reply(push, "当面"))
    await phone.says("问")
    await phone.hears("当面")
    await platform.sends_text(phone.openid, "随后")
    sent = await platform.client.sent(phone.openid)
    assert [(each.text, each.delivery) for each in sent] == [
        ("当面", "passive"),
        ("随后", "customer_service"),
    ]
    assert sent[0].exchange_id is not None


def _blind_reply(platform: Platform, phone: Phone) -> str:
    return (
        f"<xml><ToUserName>{phone.openid}</ToUserName>"
        f"<FromUserName>{platform.settings.simulator_account_id}</FromUserName>"
        "<CreateTime>1</CreateTime><MsgType>text</MsgType><Content>收到</Content></xml>"
    )
