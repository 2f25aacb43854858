"""Everybody writes at once: is each delivery acknowledged in time, and each message answered once?"""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.crowd import LIMIT_SECONDS, Acknowledged, Crowd
from benchmarks.judged import Verdict, judge
from benchmarks.targets import target
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
    verdict: Verdict = field(default_factory=Verdict)


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
            answers = [await crowd.answer_to(f"ocalm{n}", said) for n, said in enumerate(WORDS)]
            await _rage(crowd, storm, report)
            await _drained(crowd, storm, report)
        people = (_openid(number) for number in range(storm.people))
        storm.verdict = judge(people, crowd.shown, [answer[:12] for answer in answers])
        crowd.close()
        return storm
    finally:
        await asyncio.to_thread(stack.stop)


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
        storm.acknowledged.append(await crowd.says(_openid(number), words))


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


def _openid(number: int) -> str:
    return f"ostorm{number}"


def _storm_people(crowd: Crowd) -> list[list[str]]:
    return [shown for openid, shown in crowd.shown.items() if openid.startswith("ostorm")]


def _answers(crowd: Crowd) -> int:
    return sum(map(len, _storm_people(crowd)))


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
        f"| other words shown (apologies) | {storm.verdict.strange} |",
        f"| drained after | {storm.drained_seconds:.0f} s, {answered:.0f} answers a second overall |",
        "",
        target(
            f"Lost {storm.verdict.lost}, answered twice {storm.verdict.doubled}, out of order "
            f"{storm.verdict.out_of_order}; target none",
            kept=storm.verdict.is_clean,
        ),
        target(f"Acknowledged later than 5 s: {late}; target none", kept=not late),
    ]


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
