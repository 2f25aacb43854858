"""Odd messages in the middle of joining disturb nothing: answered kindly, and the question asked again."""

from collections.abc import Awaitable, Callable

import pytest

from simulator.client import Phone, SimulatorClient
from simulator.specimens import person
from tests.journeys.test_trouble import starts

pytestmark = pytest.mark.journey


async def says_nothing(phone: Phone) -> None:
    exchange = await phone.pushes(MsgType="text", Content="", MsgId=77_000_000_001)
    assert exchange.status == 200


async def sends_a_sticker(phone: Phone) -> None:
    await phone.sends_something_unsupported()


async def sends_a_link(phone: Phone) -> None:
    await phone.sends_link("新闻", "https://page.example/")


@pytest.mark.parametrize(
    ("disturbs", "words"),
    [(says_nothing, ""), (sends_a_sticker, "看不了"), (sends_a_link, "看不了")],
)
async def test_an_odd_message_gets_the_question_again_and_joining_goes_on(
    phone: Phone, disturbs: Callable[[Phone], Awaitable[None]], words: str
) -> None:
    await starts(phone)
    await disturbs(phone)
    await phone.hears(words, "人像面")
    await phone.says("手输")
    await phone.hears("姓名")


async def test_a_message_delivered_twice_is_one_answer_to_one_question(
    phone: Phone, simulator: SimulatorClient
) -> None:
    await starts(phone)
    await simulator.orders_push_fault("text", openid=phone.openid, copies=2)
    await phone.says("手输")
    await phone.hears("姓名")
    await simulator.orders_push_fault("text", openid=phone.openid, copies=2)
    await phone.says("程小样")
    await phone.hears("18位")
    await phone.hears_nothing_more(2)


@pytest.mark.parametrize(
    ("degrade", "words"), [("blurred", "糊"), ("huge", "太大"), ("wrong_file", "打不开")]
)
async def test_after_three_photos_that_cannot_be_used_one_types_to_the_receipt(
    phone: Phone, rider: str, degrade: str, words: str
) -> None:
    who = person(rider)
    await starts(phone)
    for asked_next in ("人像面", "人像面", "不怪您"):
        await phone.sends_photo(specimen=rider, side="portrait", degrade=degrade)
        await phone.hears(words, asked_next)
    await phone.taps("手输")
    for question, answer in (
        ("姓名", who.name),
        ("18位", who.number),
        ("有效期", "长期"),
        ("请核对", "没问题"),
        ("哪一行", "给美团跑单嘞"),
        ("区县", "金水"),
        ("手机号", "138 1234 5678"),
        ("最后看一眼", "提交"),
    ):
        await phone.hears(question)
        await phone.says(answer)
    await phone.hears("编号", "郑州市新业态工会联合会")
