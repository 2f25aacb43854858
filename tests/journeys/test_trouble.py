"""Things go wrong: bad photos, wrong words, dead processes. Nobody is left without an answer."""

import asyncio
import re

import pytest

from runner.stack import Stack
from simulator.client import Phone
from tests.journeys.test_joining import SignIn

pytestmark = pytest.mark.journey


async def starts(phone: Phone) -> None:
    await phone.says("我要入会")
    await phone.hears("同意")
    await phone.says("1")
    await phone.hears("人像面")


@pytest.mark.parametrize(
    ("degrade", "words"),
    [
        ("dark", "暗"),
        ("blurred", "糊"),
        ("cut", "四个角"),
        ("glare", "反光"),
        ("not_a_card", "身份证"),
        ("wrong_file", "照片"),
        ("huge", "大"),
        ("image_bomb", "大"),
    ],
)
async def test_a_bad_photo_is_explained(phone: Phone, rider: str, degrade: str, words: str) -> None:
    await starts(phone)
    await phone.sends_photo(specimen=rider, side="portrait", degrade=degrade)
    await phone.hears(words)


async def test_after_three_bad_photos_one_may_type(phone: Phone, rider: str) -> None:
    await starts(phone)
    for _ in range(3):
        await phone.sends_photo(specimen=rider, side="portrait", degrade="blurred")
        bubble = await phone.hears("糊")
    assert "手输" in bubble.words or await phone.hears("手输")
    await phone.says("手输")
    await phone.hears("姓名")
    await phone.says("程小样")
    await phone.hears("身份证号")


async def test_swapped_photos_are_both_taken(phone: Phone, rider: str) -> None:
    await starts(phone)
    await phone.sends_photo(specimen=rider, side="emblem")
    await phone.hears("另一面")
    await phone.sends_photo(specimen=rider, side="portrait")
    await phone.hears("请核对")


async def test_edge_15_both_sides_sent_at_once_and_a_third_picture_are_sorted_out(
    phone: Phone, rider: str
) -> None:
    await starts(phone)
    await asyncio.gather(
        phone.sends_photo(specimen=rider, side="emblem"),
        phone.sends_photo(specimen=rider, degrade="not_a_card"),
        phone.sends_photo(specimen=rider, side="portrait"),
    )
    await phone.hears("请核对", timeout=60)


@pytest.mark.parametrize("step", ["before", "consent", "photo", "trade"])
async def test_a_human_can_be_asked_for_at_any_point(
    phone: Phone, rider: str, step: str, sign_in: SignIn
) -> None:
    if step != "before":
        await phone.says("我要入会")
        await phone.hears("同意")
    if step in {"photo", "trade"}:
        await phone.says("1")
        await phone.hears("人像面")
    if step == "trade":
        await phone.sends_photo(specimen=rider, side="portrait")
        await phone.hears("国徽面")
        await phone.sends_photo(specimen=rider, side="emblem")
        await phone.hears("请核对")
        await phone.says("没问题")
        await phone.hears("哪一行")
    await phone.says("转人工")
    # Whether the office is open or closed as this runs, they hear who will answer and where.
    await phone.hears("河南省总工会", "在这里回您")
    province = await sign_in("province")
    assert "想找工作人员" in await province.sees("/conversations")


async def test_a_crisis_is_met_with_help_at_once_l10(phone: Phone) -> None:
    await phone.says("不想活了")
    await phone.hears("12356")


async def test_words_that_mean_nothing_get_a_way_forward(phone: Phone) -> None:
    await phone.says("咕噜咕噜")
    bubble = await phone.hears("")
    assert bubble.words


async def test_voice_and_video_are_answered_kindly(phone: Phone) -> None:
    await phone.sends_voice()
    await phone.hears("打字")
    await phone.sends_video(b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64)
    await phone.hears("")


async def test_who_asked_for_a_person_may_speak_and_is_heard(phone: Phone, sign_in: SignIn) -> None:
    await phone.says("转人工")
    await phone.hears("在这里回您")
    await phone.sends_voice()
    await phone.hears("工作人员会听")
    province = await sign_in("province")
    links = re.findall(r"/conversations/[0-9a-f-]{36}", await province.sees("/conversations"))
    threads = [await province.sees(link) for link in dict.fromkeys(links)]
    assert any("语音，点开写明理由后收听" in thread for thread in threads)


async def test_a_shared_place_is_taken_for_the_county(phone: Phone, rider: str) -> None:
    await phone.sends_location(34.78, 113.67, "河南省郑州市金水区花园路1号")
    await phone.hears("位置收到")
    await starts(phone)
    for side, words in (("portrait", "国徽面"), ("emblem", "请核对")):
        await phone.sends_photo(specimen=rider, side=side)
        await phone.hears(words)
    await phone.says("没问题")
    await phone.hears("哪一行")
    await phone.says("给美团跑单嘞")
    # The county is known, so the phone is asked for at once.
    await phone.hears("手机号")
    await phone.says("138 1234 5678")
    await phone.hears("最后看一眼", "郑州市金水区")


async def test_a_place_without_a_name_is_asked_for_kindly(phone: Phone, rider: str) -> None:
    await starts(phone)
    await phone.sends_location(34.78, 113.67, "")
    await phone.hears("区县名")


@pytest.mark.parametrize("name", ["actions", "rasa", "backend", "bot"])
async def test_while_a_process_is_down_nothing_is_lost(
    phone: Phone, stack: Stack, name: str
) -> None:
    await phone.says("我要入会")
    await phone.hears("同意")
    stack.kill(name)
    try:
        await phone.says("1")
        if name != "bot":  # without the bot the platform itself has to try again
            await phone.hears("收到了")
    finally:
        stack.start_process(name)
    await phone.hears("人像面", timeout=60)
    await phone.hears_nothing_more(2)
