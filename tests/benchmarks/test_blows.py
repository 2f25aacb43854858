"""A blow at a process is timed and told, whatever becomes of its restart."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.blows import Blows, Striker
from benchmarks.crowd import Crowd
from runner.processes import Process, Spec
from runner.stack import Stack
from simulator.config import Settings
from tests.runner.specs import dummy

ACCOUNT = Settings().model_dump(include={"wechat_app_id", "wechat_app_secret", "wechat_token"})
ENV = {name.upper(): value for name, value in ACCOUNT.items()} | {
    "WECHAT_ENCODING_AES_KEY": Settings().wechat_encoding_aes_key
}


class Deaf(Crowd):
    """People who are answered at once, or never."""

    is_answered = True

    async def answer_to(self, openid: str, words: str, seconds: float = 120) -> str:
        if not self.is_answered:
            raise TimeoutError
        return "好的"


@pytest.fixture
def crowd() -> Deaf:
    return Deaf("http://127.0.0.1:1", ENV)


@pytest.fixture
async def hands() -> AsyncIterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(3) as hands:
        yield hands


async def running(folder: Path, hands: ThreadPoolExecutor, *specs: Spec) -> Stack:
    stack = Stack(folder)
    bring_up = stack.supervisor.bring_up
    await asyncio.get_running_loop().run_in_executor(hands, lambda: bring_up(specs))
    return stack


async def test_two_blows_at_once_are_both_timed(
    tmp_path: Path, crowd: Deaf, hands: ThreadPoolExecutor
) -> None:
    stack, blows = await running(tmp_path, hands, dummy("bot"), dummy("rasa")), Blows()
    striker = Striker(stack, crowd, blows, hands)
    before = stack.pids()
    await asyncio.gather(*(striker.strike(name) for name in ("bot", "rasa", "bot")))
    assert {name: len(times) for name, times in blows.ready.items()} == {"bot": 2, "rasa": 1}
    assert {name: len(times) for name, times in blows.answered.items()} == {"bot": 2, "rasa": 1}
    assert before.keys() == stack.pids().keys()
    assert not set(before.values()) & set(stack.pids().values())
    stack.stop()


async def test_a_probe_nobody_answers_is_counted_and_stops_nothing(
    tmp_path: Path, crowd: Deaf, hands: ThreadPoolExecutor
) -> None:
    stack, blows = await running(tmp_path, hands, dummy("bot")), Blows()
    crowd.is_answered = False
    await Striker(stack, crowd, blows, hands).strike("bot")
    assert (blows.slow_probes["bot"], blows.answered["bot"]) == (1, [])
    stack.stop()


async def test_a_process_that_ends_at_each_start_is_counted_as_never_ready(
    tmp_path: Path, crowd: Deaf, hands: ThreadPoolExecutor
) -> None:
    stack, blows = await running(tmp_path, hands, dummy("bot")), Blows()
    process = stack.supervisor.find("bot")
    assert isinstance(process, Process)
    process.spec = replace(process.spec, command=["false"])
    await Striker(stack, crowd, blows, hands).strike("bot")
    assert (blows.never_ready["bot"], blows.ready["bot"]) == (1, [])
    stack.stop()
