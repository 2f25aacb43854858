"""The decision comes days later: by notice to who allowed one, in full with their next word."""

from datetime import timedelta

import asyncpg
import pytest

from backend.config import SIMULATED_NOTICES
from backend.contracts.notices import NoticeKind
from backend.conversations.notice_config import read_templates
from runner.stack import Stack
from simulator.client import Phone, SimulatorClient
from tests.journeys.test_joining import SignIn, applies

pytestmark = pytest.mark.journey

TEMPLATE = read_templates(SIMULATED_NOTICES)[NoticeKind.application_decided].subscribe


async def days_pass(stack: Stack, phone: Phone) -> None:
    """The reply window closes; a stack cannot wait for it."""
    connection = await asyncpg.connect(stack.env["DATABASE_URL"])
    try:
        await connection.execute(
            "UPDATE contacts SET message_earned_at = message_earned_at - $2::interval,"
            " tap_earned_at = tap_earned_at - $2::interval WHERE openid = $1",
            phone.openid,
            timedelta(days=3),
        )
    finally:
        await connection.close()


async def test_a_decision_after_three_days_reaches_who_allowed_a_notice(
    stack: Stack, phone: Phone, simulator: SimulatorClient, rider: str, sign_in: SignIn
) -> None:
    number = await applies(phone, rider)
    assert any("要不要审核结果通知" in bubble.words for bubble in phone.heard)
    await phone.answers_notices(**{TEMPLATE: "accept"})
    await days_pass(stack, phone)
    city = await sign_in("zhengzhou")
    await city.decides(number, "approve")
    await phone.hears("审核结果通知", number, "已通过")
    await phone.says("通过了没")
    await phone.hears("好消息", number, "会员号")
    assert await simulator.violations() == []


async def test_who_allowed_none_hears_it_with_the_next_word_and_staff_see_that_it_waits(
    stack: Stack, phone: Phone, simulator: SimulatorClient, rider: str, sign_in: SignIn
) -> None:
    number = await applies(phone, rider)
    await days_pass(stack, phone)
    city = await sign_in("zhengzhou")
    await city.decides(number, "return", "照片不清楚，请重拍人像面")
    await phone.hears_nothing_more(3)
    assert "等对方下次发言" in await city.sees("/conversations", tab="undelivered")
    await phone.says("在吗")
    await phone.hears("照片不清楚，请重拍人像面")
    assert await simulator.violations() == []
