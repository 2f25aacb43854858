"""The platform's reply quota from end to end: what it would refuse is never tried, and never lost."""

from datetime import timedelta

from sqlalchemy import select

from backend.contracts.notices import NoticeKind
from backend.conversations.bubbles import NoticeContent
from backend.conversations.models import Contact, Message
from backend.conversations.service import notify
from simulator.client import Phone
from tests.backend.peers import Peers
from tests.gateway.conftest import Wired
from tests.waiting import until

DECIDED = NoticeContent(
    NoticeKind.application_decided,
    {
        "subject": "入会申请RH-4101-000128",
        "result": "已通过",
        "at": "2026年11月24日 08:05",
        "hint": "",
    },
)


async def decide(wired: Wired, phone: Phone, words: str = "好消息，入会申请通过了。") -> None:
    async with wired.database.transaction() as session:
        contact = await session.scalar(select(Contact.id).where(Contact.openid == phone.openid))
        assert contact is not None
        await notify(session, contact, words, notice=DECIDED)


async def deliveries(wired: Wired) -> list[str | None]:
    async with wired.database.transaction() as session:
        rows = await session.scalars(
            select(Message.delivery).where(Message.author == "system").order_by(Message.seq)
        )
        return list(rows)


async def are_delivered(wired: Wired, expected: list[str | None]) -> bool:
    return await deliveries(wired) == expected


async def late_answer(wired: Wired, phone: Phone, assistant: Peers, *texts: str) -> None:
    """An answer that missed the passive reply."""
    assistant.replies = [{"text": text} for text in texts]
    assistant.thinks_over = {"慢慢说"}
    await phone.says("慢慢说")
    await until(lambda: is_put_off(wired, phone))
    assistant.thinks_over.clear()

    async def is_there() -> bool:
        async with wired.database.transaction() as session:
            found = select(Message.id).where(Message.text == texts[-1])
            return await session.scalar(found) is not None

    await until(is_there)


async def is_put_off(wired: Wired, phone: Phone) -> bool:
    """The last push was answered, and with nothing."""
    pushes = [e for e in await wired.simulator.exchanges(phone.openid) if e.kind == "push"]
    return max(pushes, key=lambda push: push.id).ms > 0


async def test_an_answer_of_six_bubbles_arrives_whole_in_five_messages(
    wired: Wired, assistant: Peers
) -> None:
    phone = await wired.phone()
    texts = [f"第{number}句" for number in range(1, 7)]
    await late_answer(wired, phone, assistant, *texts)
    await wired.works()
    for text in texts:
        assert any(text in bubble.words for bubble in phone.heard) or await phone.hears(text)
    assert await wired.broken_rules() == []
    assert (await phone.detail())["remaining"] == 1


async def test_a_decision_after_48_hours_waits_for_the_next_word(
    wired: Wired, assistant: Peers
) -> None:
    phone = await wired.phone()
    await phone.says("你好")
    await phone.hears("好的")
    await wired.time_passes(hours=48, seconds=1)
    await decide(wired, phone)
    await wired.works()
    await phone.hears_nothing_more(0.3)
    await phone.says("咋样了")
    await phone.hears("好消息", "好的")
    assert await wired.broken_rules() == []


async def test_a_decision_just_before_48_hours_goes_out(wired: Wired) -> None:
    phone = await wired.phone()
    await phone.says("你好")
    await phone.hears("好的")
    await wired.time_passes(hours=47, minutes=59)
    await decide(wired, phone)
    await wired.works()
    await phone.hears("好消息")
    assert await wired.broken_rules() == []


async def test_who_allowed_a_notice_gets_one_after_48_hours(wired: Wired) -> None:
    phone = await wired.phone()
    await phone.says("你好")
    await phone.hears("好的")
    template = wired.services.notice_templates[NoticeKind.application_decided].subscribe
    await phone.answers_notices(**{template: "accept"})
    await wired.time_passes(hours=49)
    await decide(wired, phone)
    await wired.works()
    await phone.hears("审核结果通知", "入会申请RH-4101-000128", "已通过")
    await until(lambda: are_delivered(wired, ["noticed"]))
    await phone.says("看看")
    await phone.hears("好消息", "好的")
    assert await wired.broken_rules() == []


async def test_edge_12_a_tap_answered_after_61_seconds_waits_for_the_next_word(
    wired: Wired, assistant: Peers
) -> None:
    phone = await wired.phone()
    await phone.scans("county:410105")
    await phone.hears("好的")
    await wired.time_passes(seconds=61)
    await decide(wired, phone)
    await wired.works()
    await phone.hears_nothing_more(0.3)
    assert await deliveries(wired) == ["held"]
    assert await wired.broken_rules() == []


async def test_edge_12_a_tap_answered_after_50_seconds_is_heard(wired: Wired) -> None:
    phone = await wired.phone()
    await phone.scans("county:410105")
    await phone.hears("好的")
    await wired.time_passes(seconds=50)
    await decide(wired, phone)
    await wired.works()
    await phone.hears("好消息")
    assert await wired.broken_rules() == []


async def test_a_window_only_the_platform_knows_to_be_closed_costs_one_refusal(
    wired: Wired,
) -> None:
    phone = await wired.phone()
    await phone.says("你好")
    await phone.hears("好的")
    wired.clock.ahead += timedelta(hours=49)
    await decide(wired, phone, "第一条")
    await wired.works()
    await decide(wired, phone, "第二条")
    await wired.works()
    assert await deliveries(wired) == ["held", "held"]
    assert len(await wired.broken_rules()) == 1
    await phone.says("在吗")
    await phone.hears("第一条", "第二条", "好的")


async def test_edge_18_a_busy_platform_says_it_once_when_it_is_ready(wired: Wired) -> None:
    phone = await wired.phone()
    await phone.says("你好")
    await phone.hears("好的")
    await wired.simulator.orders_fault("/cgi-bin/message/custom/send", errcode=-1)
    await decide(wired, phone)
    await wired.works()
    await wired.due_now()
    await wired.works()
    await phone.hears("好消息")
    await phone.hears_nothing_more(0.3)
    assert (await phone.detail())["remaining"] == 4


async def is_typed_to(phone: Phone) -> bool:
    return bool((await phone.detail())["is_being_typed_to"])


async def test_slow_photos_show_typing(wired: Wired, assistant: Peers) -> None:
    phone = await wired.phone()
    assistant.thinks_over = {"看看这张"}
    await phone.says("看看这张")
    await until(lambda: is_typed_to(phone))
    assistant.thinks_over.clear()
    await phone.hears("好的")
    assert not (await phone.detail())["is_being_typed_to"]


async def test_edge_11_tapping_an_option_earns_a_minute_and_typing_it_two_days(
    wired: Wired, assistant: Peers
) -> None:
    phone = await wired.phone()
    buttons = [{"title": "同意", "payload": "/affirm"}]
    assistant.replies = [{"text": "开始吗？", "buttons": buttons}]
    await phone.says("我要入会")
    await phone.hears("开始吗")
    await wired.time_passes(hours=49)
    await phone.taps("同意")
    await phone.hears("开始吗")
    await wired.time_passes(seconds=61)
    await decide(wired, phone)
    await wired.works()
    assert await deliveries(wired) == ["held"]
    await phone.says("同意")
    await phone.hears("好消息", "开始吗")
    await wired.time_passes(hours=47)
    await decide(wired, phone, "还有一件事。")
    await wired.works()
    await phone.hears("还有一件事")
    assert [body["message"] for body in assistant.heard][-2:] == ["/affirm", "/affirm"]
    assert await wired.broken_rules() == []


async def test_edge_12_who_blocked_the_account_in_between_is_not_tried_again(wired: Wired) -> None:
    phone = await wired.phone()
    await phone.says("你好")
    await phone.hears("好的")
    await wired.simulator.orders_fault("/cgi-bin/message/custom/send", errcode=43019)
    await decide(wired, phone)
    await wired.works()
    await wired.works()
    assert await deliveries(wired) == ["failed"]
    await phone.hears_nothing_more(0.3)


async def test_edge_12_who_left_in_between_hears_it_on_coming_back(wired: Wired) -> None:
    phone = await wired.phone()
    await phone.says("你好")
    await phone.hears("好的")
    await wired.simulator.orders_fault("/cgi-bin/message/custom/send", errcode=43004)
    await decide(wired, phone)
    await wired.works()
    assert await deliveries(wired) == ["held"]
    await phone.says("我回来了")
    await phone.hears("好消息", "好的")
