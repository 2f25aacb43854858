"""Staff wait for the person, the person answers in words: it is put to the case, and no new one is begun."""

from datetime import timedelta

import httpx
import pytest

from backend.database import utc_now
from backend.working_time.rules import CHINA
from runner.stack import Stack
from simulator.client import Phone
from tests.journeys.office import Desk
from tests.journeys.test_case_results import resolves
from tests.journeys.test_cases import case_of, evidence_of, reports_wages
from tests.journeys.test_joining import SignIn, contact_of

pytestmark = pytest.mark.journey


async def asks_for(desk: Desk, phone: Phone, number: str, what: str) -> None:
    """The county takes the case on, and cannot go on without its person."""
    await desk.handles(number, "accept")
    await phone.hears(number, "已经受理")
    until = utc_now().astimezone(CHINA).date() + timedelta(days=3)
    await desk.handles(number, "wait", for_whom="contact", until=until.isoformat(), reason=what)
    await phone.hears(number, "还需要您帮个忙", what)


async def hours_go_by(stack: Stack, phone: Phone) -> None:
    """As Rasa does it after an hour of silence: a new session."""
    async with httpx.AsyncClient(base_url=stack.urls["rasa"], timeout=20) as rasa:
        body = {"sender": await contact_of(stack, phone.openid), "message": "/session_start"}
        (await rasa.post("/webhooks/rest/webhook", json=body)).raise_for_status()


async def test_an_answer_in_words_goes_to_the_case_that_waits_for_it(
    phone: Phone, stack: Stack, sign_in: SignIn
) -> None:
    number = await reports_wages(phone)
    jinshui = await sign_in("jinshui")
    await asks_for(jinshui, phone, number, "请发工资条")
    await phone.says("站长欠我三千，没有工资条")
    await phone.hears("没有工资条", number, "补充到诉求")
    await hours_go_by(stack, phone)
    await phone.says("是，加进去")
    await phone.hears("补进", number)
    await phone.says("补完了")
    await phone.hears("都补进去了")
    assert (await case_of(stack, phone.openid))["status"] == "accepted"
    assert "站长欠我三千，没有工资条" in await jinshui.sees_case(number)


async def test_who_means_something_else_types_nothing_again(
    phone: Phone, stack: Stack, sign_in: SignIn
) -> None:
    number = await reports_wages(phone)
    jinshui = await sign_in("jinshui")
    await asks_for(jinshui, phone, number, "请发住院证明")
    await phone.says("住院证明拍不清楚")
    await phone.hears("住院证明拍不清楚", number, "补充到诉求")
    await phone.says("不是")
    await phone.hears("拍")
    await phone.says("客服说平台随便扣钱，扣了我五百")
    await phone.hears("扣了我五百", number, "补充到诉求")
    await phone.says("2")
    await phone.hears("这事我们管")
    assert (await case_of(stack, phone.openid))["status"] == "waiting"


async def test_why_somebody_is_dissatisfied_is_no_answer_to_the_form_that_was_open(
    phone: Phone, stack: Stack, sign_in: SignIn
) -> None:
    number = await reports_wages(phone)
    jinshui = await sign_in("jinshui")
    await resolves(jinshui, phone, number)
    await phone.says("客服说平台随便扣钱，扣了我五百")
    await phone.hears("这事我们管", "平台或单位")
    await phone.says("我的诉求")
    await phone.hears(number, "等您评价", "不满意")
    await phone.says("不满意")
    await phone.hears("让您失望了", number, "哪里不满意")
    await phone.says("骗子")
    await phone.hears("补进", number, "平台或单位")
    assert "骗子" in await jinshui.sees_case(number)
    assert (await case_of(stack, phone.openid))["number"] == number


async def test_a_paper_goes_to_the_case_that_asked_for_it_not_to_the_application_left_before(
    phone: Phone, stack: Stack, rider: str, sign_in: SignIn
) -> None:
    await phone.says("我要入会")
    await phone.hears("同意")
    await phone.says("1")
    await phone.hears("人像面")
    number = await reports_wages(phone)
    await asks_for(await sign_in("jinshui"), phone, number, "请发工资条")
    await hours_go_by(stack, phone)
    await phone.says("等我下班找找")
    await phone.hears("等我下班找找", "补充到诉求", number)
    await phone.sends_photo(specimen=rider, degrade="not_a_card")
    await phone.hears("补进", number)
    assert await evidence_of(stack, phone.openid) == ["image/jpeg"]
    assert (await case_of(stack, phone.openid))["status"] == "accepted"
