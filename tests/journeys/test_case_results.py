"""A case is resolved: its person hears the result, says how it was, and is heard."""

import pytest

from runner.stack import Stack
from simulator.client import Phone
from tests.journeys.office import Desk
from tests.journeys.test_cases import case_of, reports_wages
from tests.journeys.test_joining import SignIn

pytestmark = pytest.mark.journey
RESULT = "站点补发了三个月工资"


async def resolves(desk: Desk, phone: Phone, number: str) -> None:
    """From the request to its result, as the county does it; the person hears of each step."""
    await desk.handles(number, "accept")
    await phone.hears(number, "已经受理")
    await desk.handles(number, "verify", finding="站长承认欠薪", outcome="confirmed")
    await phone.hears(number, "核实清楚了")
    await desk.handles(number, "start")
    await desk.handles(number, "resolve", resolution=RESULT)
    await phone.hears(number, "有结果了", RESULT)


async def test_who_is_satisfied_says_so_in_two_words_s45(
    phone: Phone, stack: Stack, sign_in: SignIn
) -> None:
    number = await reports_wages(phone)
    await resolves(await sign_in("jinshui"), phone, number)
    await phone.says("满意")
    await phone.hears("记下了，谢谢您")
    case = await case_of(stack, phone.openid)
    assert (case["status"], case["satisfaction"]) == ("followed_up", 3)
    await phone.says("我的诉求")
    await phone.hears(number, "已办结")


async def test_who_is_dissatisfied_is_asked_why_and_the_case_is_handled_again_s45(
    phone: Phone, stack: Stack, sign_in: SignIn
) -> None:
    number = await reports_wages(phone)
    jinshui = await sign_in("jinshui")
    await resolves(jinshui, phone, number)
    await phone.says("不满意")
    await phone.hears("让您失望了", number, "重新办", "哪里不满意")
    await phone.says("才给了一个月的 还差俩月")
    await phone.hears("补进", number)
    await phone.says("就这些")
    await phone.hears("都补进去了")
    assert (await case_of(stack, phone.openid))["status"] == "in_progress"
    page = await jinshui.handles(number, "resolve", resolution="剩下两个月也补了")
    assert "才给了一个月的" in page
    await phone.hears(number, "剩下两个月也补了")
    await phone.says("我的诉求")
    await phone.hears(number, "等您评价")
    await phone.says("满意")
    await phone.hears("记下了，谢谢您")
