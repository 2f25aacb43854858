"""Everybody writes at once: is each delivery acknowledged in time, and each message answered once?"""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.crowd import LIMIT_SECONDS, Acknowledged, Crowd
from benchmarks.workplace import clean_folder
from runner.ports import free_port
from runner.stack import Stack

Report = Callable[[str], None]

PEOPLE = 10_000
SENDING_SECONDS = 60.0
# The queue of a storm is worked off at the speed of the dialogue, some forty turns a second.
DRAINING_SECONDS = 1800.0
# One needs the assistant's greeting, the other its understanding of free words.
WORDS = ("你好", "会费一个月交多少钱")


@dataclass
class Storm:
    people: int
    seconds: float
    acknowledged: list[Acknowledged] = field(default_factory=list)
    sent_seconds: float = 0.0
    drained_seconds: float = 0.0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    strange: int = 0


def measure(report: Report, people: int = PEOPLE, seconds: float = SENDING_SECONDS) -> Storm:
    return asyncio.run(_measure(report, Storm(people, seconds)))


async def _measure(report: Report, storm: Storm) -> Storm:
    port = free_port()
    extra = {"WECHAT_API_BASE_URL": f"http://127.0.0.1:{port}", "PUBLISH_MENU_ON_START": "false"}
    # Durable, as in production: an acknowledged message is on the disk.
    stack = Stack(clean_folder("storm"), report=report, extra_env=extra, durable=True)
    await asyncio.to_thread(stack.start)
    try:
        crowd = Crowd(stack.urls["bot"], stack.env)
        async with crowd.listening(port):
            openings = await _openings(crowd)
            await _rage(crowd, storm, report)
            await _drained(crowd, storm, report)
        _judge(storm, crowd, openings)
        crowd.close()
        return storm
    finally:
        await asyncio.to_thread(stack.stop)


async def _openings(crowd: Crowd) -> list[str]:
    """How the two answers begin: by these they are told apart afterwards."""
    openings = []
    for number, words in enumerate(WORDS):
        openid = f"ocalm{number}"
        await crowd.says(openid, words)
        for _ in range(200):
            if crowd.shown[openid]:
                break
            await asyncio.sleep(0.1)
        openings.append(crowd.shown[openid][0][:12])
    return openings


async def _rage(crowd: Crowd, storm: Storm, report: Report) -> None:
    began = time.monotonic()
    order = random.Random(1)
    crowd_of_tasks = [
        asyncio.create_task(_person(crowd, storm, number, began, order.random(), order.random()))
        for number in range(storm.people)
    ]
    watching = asyncio.create_task(_watch(crowd, storm, report))
    await asyncio.gather(*crowd_of_tasks)
    watching.cancel()
    storm.sent_seconds = time.monotonic() - began


async def _person(
    crowd: Crowd, storm: Storm, number: int, began: float, first: float, second: float
) -> None:
    """The second message in the second half of the minute, and never before the first was taken."""
    half = storm.seconds / 2
    for words, at in zip(WORDS, (first * half, half + second * half), strict=True):
        await asyncio.sleep(max(0.0, began + at - time.monotonic()))
        storm.acknowledged.append(await crowd.says(f"ostorm{number}", words))


async def _watch(crowd: Crowd, storm: Storm, report: Report) -> None:
    while True:
        report(f"{len(storm.acknowledged)} messages taken, {_answers(crowd)} answers shown")
        await asyncio.sleep(10)


async def _drained(crowd: Crowd, storm: Storm, report: Report) -> None:
    """Until everybody has their answers, or nobody has heard anything for a minute."""
    began = time.monotonic()
    wanted = 2 * storm.people
    while time.monotonic() < began + DRAINING_SECONDS:
        if sum(min(len(shown), 2) for shown in _storm_people(crowd)) >= wanted:
            break
        if time.monotonic() > max(crowd.shown_at, began) + 60:
            break
        report(f"{_answers(crowd)} answers shown")
        await asyncio.sleep(10)
    storm.drained_seconds = max(crowd.shown_at - began, 0.0)
    # What is said twice is said late.
    await asyncio.sleep(15)


def _storm_people(crowd: Crowd) -> list[list[str]]:
    return [shown for openid, shown in crowd.shown.items() if openid.startswith("ostorm")]


def _answers(crowd: Crowd) -> int:
    return sum(map(len, _storm_people(crowd)))


def _judge(storm: Storm, crowd: Crowd, openings: list[str]) -> None:
    for number in range(storm.people):
        shown = crowd.shown.get(f"ostorm{number}", [])
        order = [_which(text, openings) for text in shown]
        answers = [each for each in order if each is not None]
        storm.strange += len(order) - len(answers)
        storm.lost += sum(answers.count(each) == 0 for each in (0, 1))
        storm.doubled += sum(max(answers.count(each) - 1, 0) for each in (0, 1))
        storm.out_of_order += answers != sorted(answers)


def _which(text: str, openings: list[str]) -> int | None:
    return next((index for index, start in enumerate(openings) if text.startswith(start)), None)


def storm_table(storm: Storm) -> list[str]:
    seconds = sorted(each.seconds for each in storm.acknowledged)
    late = sum(each >= LIMIT_SECONDS for each in seconds)
    again = sum(each.deliveries > 1 for each in storm.acknowledged)
    passively = sum(each.passively for each in storm.acknowledged)
    untaken = sum(not each.taken for each in storm.acknowledged)
    rate = len(seconds) / storm.sent_seconds
    answered = 2 * storm.people / (storm.sent_seconds + storm.drained_seconds)
    return [
        "## Storm",
        "",
        f"{storm.people} people send 2 messages each within {storm.seconds:.0f} s, signed and "
        "encrypted, dialogue included; load and platform run on the same machine.",
        "",
        "| | |",
        "|---|---|",
        f"| messages | {len(seconds)}, {rate:.0f} a second |",
        f"| acknowledged, p50 / p95 / max | {_at(seconds, 0.5):.3f} / {_at(seconds, 0.95):.3f} / "
        f"{seconds[-1]:.3f} s |",
        f"| deliveries not acknowledged within 5 s | {late} |",
        f"| delivered more than once / never taken | {again} / {untaken} |",
        f"| answered as passive reply / as customer-service message | {passively} / "
        f"{len(seconds) - passively} |",
        f"| **lost / answered twice / out of order** | **{storm.lost} / {storm.doubled} / "
        f"{storm.out_of_order}** |",
        f"| other words shown (apologies) | {storm.strange} |",
        f"| drained after | {storm.drained_seconds:.0f} s, {answered:.0f} answers a second overall |",
    ]


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
