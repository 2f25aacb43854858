"""Our processes are killed under load, the servers behind them restarted, the platform lies.

Is anything lost or said twice, and how long does it take until people are answered again?
"""

import asyncio
import math
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks.blows import Blows, Striker
from benchmarks.contacts import deliveries, doubtful
from benchmarks.crowd import Crowd
from benchmarks.judged import judge, missing
from benchmarks.murder_report import KILLS_EACH, LIES, PEOPLE_PER_SECOND, WORDS, Murder
from benchmarks.workplace import clean_folder
from runner.ports import free_port
from runner.stack import Stack

Report = Callable[[str], None]

VICTIMS = ("bot", "backend", "rasa", "actions", "worker")
FLUSHES, RESTARTS = 5, 3
# So many blows do not wait until everything has recovered from the one before.
OVERLAPPING = 0.4
PATIENCE_SECONDS = 240.0
LIAR_PATIENCE_SECONDS = 120


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
    # Threads that stay: the kernel ends children with the thread that started them.
    hands = ThreadPoolExecutor(len(VICTIMS) + 1)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(hands, stack.start)
    try:
        crowd = Crowd(stack.urls["bot"], stack.env)
        crowd.lied_to = "omurder"
        async with crowd.listening(port):
            openings = [await crowd.answer_to(f"ocalm{n}", words) for n, words in enumerate(WORDS)]
            openings = [opening[:12] for opening in openings]
            await _rage(Striker(stack, crowd, murder.blows, hands), murder, report)
            await _drained(crowd, murder, openings, report)
        in_doubt = await doubtful(stack.env["DATABASE_URL"])
        again = {
            (openid, openings[WORDS.index(words)]): times
            for (openid, words), times in crowd.given_up.items()
            if words in WORDS
        }
        murder.verdict = judge(murder.people, crowd.shown, openings, in_doubt, again)
        murder.probed = judge(murder.blows.probes, crowd.shown, openings[:1], in_doubt, again)
        murder.lies = dict(crowd.struck)
        murder.deliveries = await deliveries(stack.env["DATABASE_URL"])
        crowd.close()
        return murder
    finally:
        await loop.run_in_executor(hands, stack.stop)
        hands.shutdown()


async def _rage(striker: Striker, murder: Murder, report: Report) -> None:
    """Blows at random moments, some upon those still recovering, and lies all the while."""
    crowd, chance = striker.crowd, random.Random(7)
    writing = asyncio.create_task(_people_come(crowd, murder))
    began, planned = time.monotonic(), _planned(murder.kills, chance)
    told = _lies(murder.kills, len(planned), chance)
    under_way: set[asyncio.Task[None]] = set()
    for number, (name, lies) in enumerate(zip(planned, told, strict=True), 1):
        await asyncio.sleep(chance.uniform(0.2, 3.0))
        crowd.lies += lies
        murder.note_load()
        murder.blows.overlapping += any(not task.done() for task in under_way)
        under_way.add(asyncio.create_task(striker.strike(name)))
        if chance.random() >= OVERLAPPING:
            await asyncio.gather(*under_way)
            under_way.clear()
        if number % 10 == 0:
            report(f"{number} of {len(planned)} blows, {len(murder.people)} people")
    await asyncio.gather(*under_way)
    await _until(lambda: not crowd.lies, LIAR_PATIENCE_SECONDS)
    crowd.lies.clear()
    murder.raged_seconds = time.monotonic() - began
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)


def _planned(kills: int, chance: random.Random) -> list[str]:
    """Flushes and restarts as many as fit the kills, at least one of each."""
    share = kills / KILLS_EACH
    planned = [
        *VICTIMS * kills,
        *["redis"] * math.ceil(FLUSHES * share),
        *["postgres"] * math.ceil(RESTARTS * share),
    ]
    chance.shuffle(planned)
    return planned


def _lies(kills: int, blows: int, chance: random.Random) -> Iterator[list[str]]:
    """Spread over the blows, so that kills and lies meet."""
    share = kills / KILLS_EACH
    lies = [lie for lie, times in LIES.items() for _ in range(math.ceil(times * share))]
    chance.shuffle(lies)
    yield from (lies[place::blows] for place in range(blows))


async def _people_come(crowd: Crowd, murder: Murder) -> None:
    async with asyncio.TaskGroup() as everybody:
        while True:
            openid = f"omurder{len(murder.people)}"
            murder.people.append(openid)
            everybody.create_task(_person(crowd, murder.blows, openid))
            try:
                await asyncio.sleep(1 / PEOPLE_PER_SECOND)
            except asyncio.CancelledError:
                return  # nobody new; who is here finishes


async def _person(crowd: Crowd, blows: Blows, openid: str) -> None:
    for words in WORDS:
        while not (await crowd.says(openid, words)).taken:
            # The app says 「暂时无法提供服务」, and people try again.
            blows.never_taken += 1
        await asyncio.sleep(random.uniform(0.5, 4.0))


async def _drained(crowd: Crowd, murder: Murder, openings: list[str], report: Report) -> None:
    """Who waits for an answer that is held writes once more, as people do; then nothing may lack."""

    def waiting() -> list[str]:
        return [each for each in murder.people if missing(each, crowd.shown, openings)]

    await _until(lambda: not waiting(), PATIENCE_SECONDS / 4)
    reminding = waiting()
    report(f"{len(reminding)} people write once more")
    murder.reminded = len(reminding)
    for openid in reminding:
        await crowd.says(openid, "谢谢")
    await _until(lambda: not waiting(), PATIENCE_SECONDS)
    # What is said twice is said late.
    await asyncio.sleep(25)


async def _until(happened: Callable[[], bool], seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not happened() and time.monotonic() < ends:  # noqa: ASYNC110 — shown from many places
        await asyncio.sleep(1)
