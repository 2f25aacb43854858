"""Edge cases that need everything between thumb and assistant: deadlines, taps, the platform's desk."""

import asyncio
from collections.abc import Iterable

import pytest
from sqlalchemy import func, select

from backend.conversations.models import Contact, Message
from simulator.client import Phone
from tests.backend.peers import Peers
from tests.gateway.conftest import Wired
from tests.gateway.test_quota import decide, deliveries
from tests.waiting import until

KF = "kefu1@test"
CONSENT = {"text": "开始吗？", "buttons": [{"title": "同意", "payload": "/affirm"}]}


async def asks(phone: Phone, assistant: Peers, words: str, *, thinking: float) -> None:
    """Returns when the assistant has begun to think, that long."""
    before = len(assistant.heard)
    assistant.think_seconds = thinking
    await phone.says(words)
    await until(lambda: len(assistant.heard) > before)


async def ways(phone: Phone) -> list[str | None]:
    """How each text reached them, after the one that welcomed them."""
    return [bubble.delivery for bubble in (await phone.everything())[1:]]


async def all_answered(wired: Wired, phones: Iterable[Phone]) -> bool:
    await wired.works()
    return all([await ways(phone) for phone in phones])


async def test_edge_7_around_our_deadline_each_answer_comes_once_one_way_or_the_other(
    wired: Wired, assistant: Peers
) -> None:
    wired.hangs_up_after(5)
    thoughts = (3.8, 4.3, 4.4, 4.45, 4.5, 4.55, 4.6, 4.7, 4.9, 5.1)
    phones = {seconds: await wired.phone() for seconds in thoughts}
    for seconds, phone in phones.items():
        await asks(phone, assistant, f"想{seconds}秒", thinking=seconds)
    await until(lambda: all_answered(wired, phones.values()))
    await asyncio.sleep(1)  # for what would come twice
    await wired.works()
    heard = {seconds: await ways(phone) for seconds, phone in phones.items()}
    assert all(len(each) == 1 for each in heard.values()), heard
    assert await wired.broken_rules() == []


async def test_edge_7_a_reply_the_platform_hung_up_on_is_given_to_its_repetition(
    wired: Wired, assistant: Peers
) -> None:
    wired.hangs_up_after(2.1)
    phone = await wired.phone()
    assistant.thinks_over = {"还在吗"}
    await phone.says("还在吗")
    await until(lambda: was_hung_up_on(wired, phone))
    assistant.thinks_over.clear()
    await phone.hears("好的")
    assert await ways(phone) == ["passive"]
    assert await wired.broken_rules() == []


async def was_hung_up_on(wired: Wired, phone: Phone) -> bool:
    exchanges = await wired.simulator.exchanges(phone.openid)
    return any(delivery.outcome == "timeout" for each in exchanges for delivery in each.deliveries)


async def test_edge_7_around_the_platforms_deadline_each_answer_comes_once(
    wired: Wired, assistant: Peers
) -> None:
    """The way to us takes its time, so that the reply is there 4.6 to 5.2 s after the platform began."""
    wired.hangs_up_after(5)
    ways_long = (0.4, 0.6, 0.7, 0.75, 0.8, 0.9, 1.0)
    phones = {}
    for seconds in ways_long:
        phones[seconds] = phone = await wired.phone()
        await wired.simulator.orders_push_fault(
            "text", openid=phone.openid, latency_ms=int(seconds * 1000)
        )
    for phone in phones.values():
        await asks(phone, assistant, "还在吗", thinking=4.2)
    await until(lambda: all_answered(wired, phones.values()))
    await asyncio.sleep(11)  # what went without a receipt is asked for again by then
    await wired.works()
    heard = {seconds: await ways(phone) for seconds, phone in phones.items()}
    assert all(len(each) == 1 for each in heard.values()), heard
    assert await wired.broken_rules() == []


@pytest.mark.parametrize(("seconds", "delivery"), [(59, "accepted"), (61, "held")])
async def test_edge_12_after_a_tap_on_an_option_words_go_out_for_a_minute(
    wired: Wired, assistant: Peers, seconds: int, delivery: str
) -> None:
    phone = await wired.phone()
    assistant.replies = [CONSENT]
    await phone.says("我要入会")
    await phone.hears("开始吗")
    await wired.time_passes(hours=49)
    assistant.replies = [{"text": "好的"}]
    await phone.taps("同意")
    await phone.hears("好的")
    await wired.time_passes(seconds=seconds)
    await decide(wired, phone)
    await wired.works()
    assert await deliveries(wired) == [delivery]
    assert await wired.broken_rules() == []


async def test_edge_13_an_answer_over_any_messages_length_is_said_whole_and_counted(
    wired: Wired, assistant: Peers
) -> None:
    """None of it passively: its rest would be on no list of what was said and what is left."""
    phone = await wired.phone()
    long = "您的申请已经收到，请放心等待。" * 60
    assistant.replies = [{"text": long}, {"text": "还有别的事吗？"}]
    await phone.says("我要入会")

    async def is_said() -> bool:
        await wired.works()
        return await ways(phone) == ["customer_service"] * 3

    await until(is_said)
    texts = [bubble.words for bubble in phone.heard[1:]]
    assert ("".join(texts[:2]), texts[2]) == (long, "还有别的事吗？")
    assert (await phone.detail())["remaining"] == 2
    async with wired.database.transaction() as session:
        contact = await session.scalar(select(Contact).where(Contact.openid == phone.openid))
        states = await session.scalars(
            select(Message.delivery).where(Message.direction == "outbound").order_by(Message.seq)
        )
        assert contact is not None
        assert (contact.message_sends, list(states)[1:]) == (3, ["accepted", "accepted"])
    assert await wired.broken_rules() == []


async def test_edge_19_a_form_goes_on_where_it_was_when_the_platforms_desk_lets_go(
    wired: Wired, assistant: Peers
) -> None:
    phone = await wired.phone()
    assistant.replies = [CONSENT]
    await phone.says("我要入会")
    await phone.hears("开始吗")
    await wired.simulator.staff_take(phone, KF)
    await phone.says("这句只有平台的客服看得到")
    await wired.time_passes(minutes=30)
    assistant.replies = [{"text": "请发身份证照片"}]
    await phone.says("同意")
    await phone.hears("身份证照片")
    assert [body["message"] for body in assistant.heard][-2:] == ["我要入会", "/affirm"]
    assert await wired.broken_rules() == []


async def test_edge_23_typing_to_somebody_whose_quota_is_spent_stops_nothing(
    wired: Wired, assistant: Peers
) -> None:
    phone = await wired.phone()
    await phone.says("你好")
    await phone.hears("好的")
    for number in range(5):
        await decide(wired, phone, f"第{number}件事。")
        await wired.works()
    assert (await phone.detail())["remaining"] == 0
    await wired.services.gateway.show_typing(phone.openid)
    (broken,) = await wired.broken_rules()
    assert broken.startswith("45047")
    await phone.says("再问一句")
    await phone.hears("好的")


async def are_recorded(wired: Wired, count: int) -> bool:
    said = select(func.count()).select_from(Message).where(Message.text.like("第%条"))
    async with wired.database.transaction() as session:
        return await session.scalar(said) == count


async def test_a_flood_from_one_person_does_not_slow_another(
    wired: Wired, assistant: Peers
) -> None:
    """Others are answered at once, passively, long before the flood is worked off."""
    fast, calm = await wired.phone(), await wired.phone()
    words = [f"第{number}条" for number in range(40)]
    assistant.thinks_over = set(words)
    await asyncio.gather(*map(fast.says, words))
    await until(lambda: are_recorded(wired, len(words)))
    for number in range(8):
        await calm.says(f"请问{number}")
        await calm.hears("好的")
    asked = [body["message"] for body in assistant.heard]
    assistant.thinks_over.clear()
    assert await ways(calm) == ["passive"] * 8
    assert [each for each in asked if each not in words][-8:] == [f"请问{n}" for n in range(8)]
    assert sum(each in words for each in asked) == 1
