"""Somebody told of danger: what they say next is heard, shown with the alarm, and never met with a menu (L10)."""

import pytest

from simulator.client import Phone
from tests.journeys.test_joining import SignIn

pytestmark = pytest.mark.journey


async def test_l10_the_next_words_are_heard_and_the_place_reaches_the_alarm(
    phone: Phone, sign_in: SignIn
) -> None:
    await phone.says("不想活了")
    await phone.hears("12356", "在哪儿")
    for word in ("嗯", "你在吗", "好"):
        await phone.says(word)
        bubble = await phone.hears("我在听", "120", "在哪儿")
        assert "我要入会" not in bubble.words
    await phone.says("农业路天桥上，二七区这边")
    await phone.hears("记下了：农业路天桥上，二七区这边", "接着说")
    province = await sign_in("province")
    home = await province.sees("/")
    assert "说在：农业路天桥上，二七区这边" in home
    assert "二七区" in home


async def test_l10_an_ordinary_request_still_works_while_somebody_is_in_danger(
    phone: Phone,
) -> None:
    await phone.says("站长带人打我")
    await phone.hears("110", "在哪儿")
    await phone.says("查进度")
    await phone.hears("还没有您的入会申请", "在哪儿")
    await phone.says("我要入会")
    await phone.hears("同意")


async def test_l10_who_means_to_hurt_somebody_is_held_back_and_an_alarm_rings(
    phone: Phone, sign_in: SignIn
) -> None:
    await phone.says("今晚带刀去找站长，等着瞧")
    await phone.hears("您先别去", "在哪儿")
    province = await sign_in("province")
    assert "等着瞧" in await province.sees("/")


async def test_who_only_swears_is_calmed_and_a_colleague_is_told_without_an_alarm(
    phone: Phone, sign_in: SignIn
) -> None:
    await phone.says("真想弄死站长")
    await phone.hears("别动手", "在这里回您")
    province = await sign_in("province")
    assert "气头上说要动手" in await province.sees("/conversations")
    assert "真想弄死站长" not in await province.sees("/")
