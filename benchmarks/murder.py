"""Our processes are killed under load, the servers behind them restarted, the platform lies.

Is anything lost or said twice, and how long does it take until people are answered again?
"""

import asyncio
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import redis

from benchmarks.contacts import deliveries
from benchmarks.crowd import Crowd
from benchmarks.judged import Verdict, judge, missing
from benchmarks.targets import target
from benchmarks.workplace import clean_folder
from runner.ports import free_port
from runner.stack import Stack

Report = Callable[[str], None]

VICTIMS = ("bot", "backend", "rasa", "actions", "worker")
KILLS_EACH = 20
FLUSHES, RESTARTS = 5, 3
# People a second; each says two things a few seconds apart.
PEOPLE_PER_SECOND = 2.0
WORDS = ("你好", "会费一个月交多少钱")
# The platform's lies, each so often: it acted but does not say so, is busy, counts otherwise, …
LIES = {"late": 6, "-1": 20, "45015": 10, "45047": 10, "40001": 10}
PATIENCE_SECONDS = 240.0


@dataclass
class Murder:
    kills: int
    people: list[str] = field(default_factory=list)
    # Seconds from the blow until the process was ready, and until somebody new was answered.
    ready: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answered: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    never_taken: int = 0
    reminded: int = 0
    verdict: Verdict = field(default_factory=Verdict)
    deliveries: dict[str, int] = field(default_factory=dict)


def measure(report: Report, kills: int = KILLS_EACH) -> Murder:
    return asyncio.run(_measure(report, Murder(kills)))


async def _measure(report: Report, murder: Murder) -> Murder:
    port = free_port()
    extra = {
        "WECHAT_API_BASE_URL": f"http://127.0.0.1:{port}",
        "PUBLISH_MENU_ON_START": "false",
        # Whoever writes while another waits is answered by customer service: both ways are tried.
        "MOST_WAITING": "1",
    }
    stack = Stack(clean_folder("murder"), report=report, extra_env=extra, durable=True)
    # One thread for good: the kernel ends children with the thread that started them.
    hands = ThreadPoolExecutor(1)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(hands, stack.start)
    try:
        crowd = Crowd(stack.urls["bot"], stack.env)
        async with crowd.listening(port):
            openings = [await crowd.answer_to(f"ocalm{n}", words) for n, words in enumerate(WORDS)]
            openings = [opening[:12] for opening in openings]
            await _rage(Scene(stack, crowd, murder, hands, report))
            await _drained(crowd, murder, openings, report)
        murder.verdict = judge(murder.people, crowd.shown, openings)
        murder.deliveries = await deliveries(stack.env["DATABASE_URL"])
        crowd.close()
        return murder
    finally:
        await loop.run_in_executor(hands, stack.stop)
        hands.shutdown()


@dataclass(frozen=True)
class Scene:
    stack: Stack
    crowd: Crowd
    murder: Murder
    hands: ThreadPoolExecutor
    report: Report

    async def by_hand(self, act: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self.hands, act)


async def _rage(scene: Scene) -> None:
    writing = asyncio.create_task(_people_come(scene))
    chance = random.Random(7)
    blows = [*VICTIMS * scene.murder.kills, *["redis"] * FLUSHES, *["postgres"] * RESTARTS]
    chance.shuffle(blows)
    for number, name in enumerate(blows):
        await asyncio.sleep(chance.uniform(0.2, 3.0))
        await _blow(scene, name)
        if number % 10 == 9:
            scene.report(f"{number + 1} of {len(blows)} blows, {len(scene.murder.people)} people")
    for lie, times in LIES.items():
        scene.crowd.lies += [lie] * times
    for _ in range(300):
        if not scene.crowd.lies:
            break
        await asyncio.sleep(1)
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)


async def _blow(scene: Scene, name: str) -> None:
    began = time.monotonic()
    stack = scene.stack
    if name == "redis":
        redis.Redis.from_url(stack.env["REDIS_URL"]).flushall()
    elif name == "postgres":
        await scene.by_hand(lambda: stack.stop_process("postgres"))
        await scene.by_hand(lambda: stack.start_process("postgres"))
    else:
        stack.kill(name)
        await scene.by_hand(lambda: stack.start_process(name))
    scene.murder.ready[name].append(time.monotonic() - began)
    number = sum(map(len, scene.murder.ready.values()))
    await scene.crowd.answer_to(f"oprobe{number}", WORDS[0])
    scene.murder.answered[name].append(time.monotonic() - began)


async def _people_come(scene: Scene) -> None:
    async with asyncio.TaskGroup() as everybody:
        while True:
            openid = f"omurder{len(scene.murder.people)}"
            scene.murder.people.append(openid)
            everybody.create_task(_person(scene, openid))
            try:
                await asyncio.sleep(1 / PEOPLE_PER_SECOND)
            except asyncio.CancelledError:
                return  # nobody new; who is here finishes


async def _person(scene: Scene, openid: str) -> None:
    for words in WORDS:
        taken = await scene.crowd.says(openid, words)
        while not taken.taken:  # the app says 「暂时无法提供服务」, and people try again
            scene.murder.never_taken += 1
            taken = await scene.crowd.says(openid, words)
        await asyncio.sleep(random.uniform(0.5, 4.0))


async def _drained(crowd: Crowd, murder: Murder, openings: list[str], report: Report) -> None:
    """Who waits for an answer that is held writes once more, as people do; then nothing may lack."""
    await _wait_for_answers(crowd, murder, openings, PATIENCE_SECONDS / 4)
    waiting = [each for each in murder.people if missing(each, crowd.shown, openings)]
    report(f"{len(waiting)} people write once more")
    murder.reminded = len(waiting)
    for openid in waiting:
        await crowd.says(openid, "谢谢")
    await _wait_for_answers(crowd, murder, openings, PATIENCE_SECONDS)
    # What is said twice is said late.
    await asyncio.sleep(25)


async def _wait_for_answers(
    crowd: Crowd, murder: Murder, openings: list[str], seconds: float
) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if not any(missing(each, crowd.shown, openings) for each in murder.people):
            return
        await asyncio.sleep(1)


def murder_table(murder: Murder) -> list[str]:
    verdict = murder.verdict
    lies = ", ".join(f"{lie} × {times}" for lie, times in LIES.items())
    return [
        "## Murder",
        "",
        f"{len(murder.people)} people come at {PEOPLE_PER_SECOND:.0f} a second and say two things "
        f"each, while every process of ours is killed (SIGKILL) {murder.kills} times at random "
        f"moments, Redis flushed and PostgreSQL restarted; then the platform lies ({lies}; `late` "
        "has acted and does not say so). Seconds from the blow, the restart of the process "
        "included.",
        "",
        "| struck | times | ready again, median / max | somebody new answered, median / max |",
        "|---|---|---|---|",
        *(
            f"| {name} | {len(ready)} | {statistics.median(ready):.1f} / {max(ready):.1f} | "
            f"{statistics.median(murder.answered[name]):.1f} / {max(murder.answered[name]):.1f} |"
            for name, ready in sorted(murder.ready.items())
        ),
        "",
        target(
            f"**{verdict.lost} lost, {verdict.doubled} answered twice, {verdict.out_of_order} out "
            f"of order** of {2 * len(murder.people)} messages; target none",
            kept=verdict.is_clean,
        ),
        f"- {verdict.strange} times somebody was told that a message arrived and waits; "
        f"{murder.never_taken} messages found no gateway in three deliveries and were sent again "
        f"by the person; {murder.reminded} people wrote once more to get an answer the platform "
        "had not let through",
        "- Outbound messages by state: "
        + ", ".join(f"{state} {count}" for state, count in sorted(murder.deliveries.items())),
    ]
