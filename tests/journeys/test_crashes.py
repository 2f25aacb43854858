"""Killed in the middle, restarted, emptied: every message is answered, and answered once."""

import asyncio

import pytest
import redis

from runner.stack import Stack
from simulator.client import Phone, SimulatorClient

QUESTION, ANSWER = "会费一个月交多少钱", "每月1到10元"
SEND = "/cgi-bin/message/custom/send"
# Longer than an answer without a receipt is left alone, and than a lease.
UNTIL_SAID_AGAIN = 14


async def times_answered(phone: Phone) -> int:
    return sum(ANSWER in bubble.words for bubble in await phone.everything())


async def newcomer(simulator: SimulatorClient, name: str) -> Phone:
    phone = await simulator.phone(name, follows=True)
    await phone.hears("工会")
    return phone


@pytest.mark.timeout(300)
async def test_whoever_is_killed_in_the_middle_each_message_is_answered_once(
    simulator: SimulatorClient, stack: Stack
) -> None:
    phones = []
    for victim in ("bot", "backend", "rasa", "actions", "worker"):
        phone = await newcomer(simulator, victim)
        await phone.says(QUESTION)
        stack.kill(victim)
        stack.start_process(victim)
        await phone.hears(ANSWER, timeout=60)
        phones.append(phone)
    await asyncio.sleep(UNTIL_SAID_AGAIN)
    counts = {phone.nickname: await times_answered(phone) for phone in phones}
    assert counts == dict.fromkeys(counts, 1)


@pytest.mark.timeout(180)
async def test_somebody_new_is_welcomed_after_the_outage_they_arrived_in(
    simulator: SimulatorClient, stack: Stack
) -> None:
    stack.kill("actions")
    phone = await simulator.phone("新", follows=True)
    await phone.hears("收到")
    stack.start_process("actions")
    bubble = await phone.hears("", timeout=60)
    assert "工会" in bubble.words
    await phone.says(QUESTION)
    await phone.hears(ANSWER)


async def test_with_redis_flushed_nobody_notices(simulator: SimulatorClient, stack: Stack) -> None:
    phone = await newcomer(simulator, "空")
    await phone.says(QUESTION)
    redis.Redis.from_url(stack.env["REDIS_URL"]).flushall()
    await phone.hears(ANSWER)
    await phone.hears_nothing_more()


@pytest.mark.timeout(240)
async def test_a_postgres_restart_delays_answers_and_loses_none(
    simulator: SimulatorClient, stack: Stack
) -> None:
    phone = await newcomer(simulator, "库")
    await phone.says(QUESTION)
    stack.stop_process("postgres")
    await phone.says("你好")
    stack.start_process("postgres")
    await phone.hears(ANSWER, timeout=60)
    await asyncio.sleep(UNTIL_SAID_AGAIN)
    assert await times_answered(phone) == 1
