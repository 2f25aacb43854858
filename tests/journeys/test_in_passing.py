"""Words that fit no question: a doubt in the middle of joining, 「撤了吧」, 「继续」, a number that is known."""

import pytest

from simulator.client import Phone

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("doubt", ["你们骗人的吧", "是不是骗子", "真的假的"])
async def test_who_doubts_us_is_reassured_and_goes_on_joining(phone: Phone, doubt: str) -> None:
    await phone.says("我要入会")
    await phone.hears("同意")
    await phone.says("同意")
    await phone.hears("人像面")
    await phone.says(doubt)
    await phone.hears("不收钱", "12351", "人像面")


async def test_with_nothing_begun_going_on_shows_what_can_be_done(phone: Phone) -> None:
    await phone.says("继续")
    await phone.hears("没有没办完的事", "我要入会")


async def complains(phone: Phone, story: str, *, is_first: bool = True) -> None:
    await phone.says("我要投诉站点")
    await phone.hears("咋回事")
    await phone.says(story)
    # Asked the first time only.
    if is_first:
        await phone.hears("区县")
        await phone.says("金水区")
    await phone.hears("结果")
    await phone.says("让他道歉")


async def test_a_second_request_offers_the_number_of_the_first_and_can_be_withdrawn_by_word(
    phone: Phone,
) -> None:
    await complains(phone, "站长天天骂人，说话可难听")
    await phone.hears("手机号")
    await phone.says("13812345678")
    await phone.hears("照片")
    await phone.says("先不发")
    await phone.hears("您看对不对")
    await phone.says("提交")
    await phone.hears("已登记")
    await phone.says("撤了吧")
    await phone.hears("不办了吗")
    await phone.says("他道歉了")
    await phone.hears("撤了")
    await complains(phone, "站长又骂人了，还摔我的箱子", is_first=False)
    await phone.hears("138****5678")
    await phone.says("中")
    await phone.hears("照片")
