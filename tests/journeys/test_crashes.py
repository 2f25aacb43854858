"""Killed at a known moment, restarted, lied to: every message is answered, and answered once."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import asyncpg
import pytest
import redis

from runner.stack import Stack
from simulator.client import Phone, SimulatorClient
from tests.waiting import until

pytestmark = pytest.mark.journey

QUESTION, ANSWER = "会费一个月交多少钱", "每月1到10元"
# Answered by way of the action server and the backend.
LOOKING_UP, LOOKED_UP = "我的入会申请走到哪了", "还没有您的入会申请"
SEND = "/cgi-bin/message/custom/send"
# Longer than an answer without a receipt is left alone, and than a lease.
UNTIL_SAID_AGAIN = 14
# Rasa's, on a machine that is busy with other tests.
LONGEST_START = 180

LIES: dict[str, dict[str, Any]] = {
    "acted and did not say so": {"drop_after": True},
    "acted after we gave up": {"latency_ms": 7000},
    "busy": {"errcode": -1},
    "window closed": {"errcode": 45015},
    "quota spent": {"errcode": 45047},
    "token refused": {"errcode": 40001},
}

THINKING = """
    SELECT count(*) FROM turns JOIN contacts ON contacts.id = turns.contact_id
    WHERE contacts.openid = ANY($1) AND turns.state = 'running'
"""
UNSENT = """
    SELECT count(*) FROM messages WHERE delivery IN ('queued', 'sending', 'handed_over')
"""
BEING_SENT = """
    SELECT count(*) FROM messages JOIN contacts ON contacts.id = messages.contact_id
    WHERE contacts.openid = ANY($1) AND messages.delivery = 'sending'
"""


@contextmanager
def held(stack: Stack, name: str) -> Iterator[None]:
    """The process is there and does nothing: whoever asks it waits, exactly there."""
    group = stack.pids()[name]
    os.killpg(group, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # it was the one to die
            os.killpg(group, signal.SIGCONT)


async def until_all(stack: Stack, phones: list[Phone], state: str) -> None:
    """Each of them has a message in that state."""
    connection = await asyncpg.connect(stack.env["DATABASE_URL"])
    try:
        openids = [phone.openid for phone in phones]

        async def are_all() -> bool:
            return bool(await connection.fetchval(state, openids) >= len(phones))

        await until(are_all)
    finally:
        await connection.close()


async def until_nothing_is_sent(stack: Stack) -> None:
    """What others wait for would meet the fault that is meant for one."""
    connection = await asyncpg.connect(stack.env["DATABASE_URL"])
    try:
        async with asyncio.timeout(60):
            while await connection.fetchval(UNSENT):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    finally:
        await connection.close()


async def until_put_off(simulator: SimulatorClient, phone: Phone) -> None:
    """The push is over and said nothing, so that the answer needs a call of the API."""

    async def is_put_off() -> bool:
        exchanges = await simulator.exchanges(phone.openid)
        latest = max((each for each in exchanges if each.kind == "push"), key=lambda e: e.id)
        return latest.ms > 0

    await until(is_put_off)


async def times_heard(phone: Phone, answer: str = ANSWER) -> int:
    return sum(answer in bubble.words for bubble in await phone.everything())


async def newcomer(simulator: SimulatorClient, name: str) -> Phone:
    phone = await simulator.phone(name, follows=True)
    await phone.hears("工会")
    return phone


async def some(simulator: SimulatorClient, name: str) -> list[Phone]:
    return [await newcomer(simulator, f"{name}{number}") for number in range(3)]


@pytest.mark.timeout(600)
async def test_edge_24_whoever_dies_while_people_wait_each_message_is_answered_once(
    simulator: SimulatorClient, stack: Stack
) -> None:
    """Three wait for the dead one's answer; the assistant is held, so that nobody has it yet."""
    asked: dict[str, list[Phone]] = {}
    for victim in ("bot", "backend", "rasa", "actions", "worker"):
        asked[victim] = phones = await some(simulator, victim)
        with held(stack, "actions" if victim == "actions" else "rasa"):
            for phone in phones:
                await phone.says(LOOKING_UP if victim == "actions" else QUESTION)
            await until_all(stack, phones, THINKING)
            stack.kill(victim)
        stack.start_process(victim, LONGEST_START)
        for phone in phones:
            await phone.hears(LOOKED_UP if victim == "actions" else ANSWER, timeout=60)
    await asyncio.sleep(UNTIL_SAID_AGAIN)
    for victim, phones in asked.items():
        answer = LOOKED_UP if victim == "actions" else ANSWER
        assert [await times_heard(phone, answer) for phone in phones] == [1, 1, 1], victim


@pytest.mark.timeout(360)
async def test_edge_24_whoever_dies_while_the_platform_is_told_nobody_hears_it_twice(
    simulator: SimulatorClient, stack: Stack
) -> None:
    asked: dict[str, list[Phone]] = {}
    for victim in ("bot", "worker", "backend"):
        asked[victim] = [await newcomer(simulator, "慢"), await newcomer(simulator, "旁")]
        phone, calm = asked[victim]
        await until_nothing_is_sent(stack)
        await simulator.orders_fault(SEND, latency_ms=3000)
        with held(stack, "rasa"):
            await phone.says(QUESTION)
            await until_put_off(simulator, phone)
        await until_all(stack, [phone], BEING_SENT)
        await until(lambda: simulator.has_struck(SEND))  # the platform was told
        stack.kill(victim)
        stack.start_process(victim)
        await calm.says(QUESTION)
        await calm.hears(ANSWER, timeout=60)
        await phone.hears(ANSWER, timeout=60)
    await asyncio.sleep(UNTIL_SAID_AGAIN)
    for victim, phones in asked.items():
        assert [await times_heard(phone) for phone in phones] == [1, 1], victim


@pytest.mark.timeout(360)
async def test_whatever_the_platform_pretends_an_answer_is_heard_once(
    simulator: SimulatorClient, stack: Stack
) -> None:
    asked: dict[str, Phone] = {}
    for told, lie in LIES.items():
        asked[told] = phone = await newcomer(simulator, "信")
        await until_nothing_is_sent(stack)
        await simulator.orders_fault(SEND, **lie)
        with held(stack, "rasa"):
            await phone.says(QUESTION)
            await until_put_off(simulator, phone)
        if lie.get("errcode") in {45015, 45047}:
            await phone.hears_nothing_more(3)
            await phone.says("你好")  # what it would not take waits for the next word
        await phone.hears(ANSWER, timeout=60)
    await asyncio.sleep(UNTIL_SAID_AGAIN)
    assert {told: await times_heard(phone) for told, phone in asked.items()} == dict.fromkeys(
        LIES, 1
    )


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
    with held(stack, "rasa"):
        await phone.says(QUESTION)
        await until_all(stack, [phone], THINKING)
        redis.Redis.from_url(stack.env["REDIS_URL"]).flushall()
    await phone.hears(ANSWER)
    await phone.hears_nothing_more()


@pytest.mark.timeout(240)
async def test_a_postgres_restart_delays_answers_and_loses_none(
    simulator: SimulatorClient, stack: Stack
) -> None:
    phone = await newcomer(simulator, "库")
    with held(stack, "rasa"):
        await phone.says(QUESTION)
        await until_all(stack, [phone], THINKING)
        stack.stop_process("postgres")
    await phone.says("你好")
    stack.start_process("postgres")
    await phone.hears(ANSWER, timeout=60)
    await asyncio.sleep(UNTIL_SAID_AGAIN)
    assert await times_heard(phone) == 1
