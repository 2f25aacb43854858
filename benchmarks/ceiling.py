"""How many messages a second the gateway records and acknowledges, against an echo that records nothing."""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.contacts import count_recorded
from benchmarks.crowd import Crowd
from benchmarks.targets import target
from benchmarks.workplace import clean_folder
from runner.paths import ROOT
from runner.ports import free_port
from runner.processes import wait_until
from runner.stack import Stack

Report = Callable[[str], None]

ROUNDS = 6
ROUND_SECONDS = 5.0
PEOPLE_AT_ONCE = 64
TARGET = 0.4

# Nobody thinks meanwhile: every message takes the way of a rush, recorded and acknowledged.
RECORDING_ONLY = {"MOST_WAITING": "0", "ASSISTANT_CONCURRENCY": "0"}


@dataclass
class Ceiling:
    """Messages a second, a figure for each round."""

    ours: list[float] = field(default_factory=list)
    echo: list[float] = field(default_factory=list)
    acknowledged: int = 0
    recorded: int = 0

    @property
    def ratio(self) -> float:
        return statistics.median(self.ours) / statistics.median(self.echo)


def measure(report: Report) -> Ceiling:
    extra = RECORDING_ONLY | {"PUBLISH_MENU_ON_START": "false"}
    with Stack(clean_folder("ceiling"), report=report, extra_env=extra, durable=True) as stack:
        for name in ("worker", "rasa", "actions", "simulator"):
            stack.stop_process(name)
        port = free_port()
        with _echo(port, stack.env):
            wait_until(lambda: asyncio.run(_answers(port, stack.env)), 30, every=0.2)
            return asyncio.run(_alternate(stack, port, report))


@contextmanager
def _echo(port: int, env: Mapping[str, str]) -> Iterator[None]:
    command = [
        *(sys.executable, "-m", "uvicorn", "benchmarks.echo:app", "--port", str(port)),
        *("--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(env))
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


async def _answers(port: int, env: Mapping[str, str]) -> bool:
    crowd = Crowd(f"http://127.0.0.1:{port}", env)
    try:
        return (await crowd.says("oready", "在吗")).deliveries == 1
    finally:
        crowd.close()


async def _alternate(stack: Stack, echo_port: int, report: Report) -> Ceiling:
    ceiling = Ceiling()
    ours = Crowd(stack.urls["bot"], stack.env)
    echo = Crowd(f"http://127.0.0.1:{echo_port}", stack.env)
    for number in range(ROUNDS + 1):
        mine = await _taken(ours, f"ours{number}o")
        theirs = await _taken(echo, f"echo{number}o")
        ceiling.acknowledged += mine.count
        if number:  # the first warms both up
            ceiling.ours.append(mine.rate)
            ceiling.echo.append(theirs.rate)
            report(f"round {number}: {mine.rate:.0f} against {theirs.rate:.0f} messages a second")
    ceiling.recorded = await count_recorded(stack.env["DATABASE_URL"], "ours%")
    return ceiling


@dataclass(frozen=True)
class Taken:
    count: int
    rate: float


async def _taken(crowd: Crowd, prefix: str) -> Taken:
    """Everybody writes again as soon as they are answered."""
    began = time.monotonic()
    ends = began + ROUND_SECONDS

    async def person(number: int) -> int:
        count = 0
        while time.monotonic() < ends:
            # Somebody new after a few messages: who floods is answered by other rules.
            openid = f"{prefix}{number}x{count // 3}"
            taken = await crowd.says(openid, "工资被拖欠了三个月")
            count += taken.taken
        return count

    counts = await asyncio.gather(*(person(number) for number in range(PEOPLE_AT_ONCE)))
    return Taken(sum(counts), sum(counts) / (time.monotonic() - began))


def ceiling_table(ceiling: Ceiling) -> list[str]:
    return [
        "## Gateway ceiling",
        "",
        f"{PEOPLE_AT_ONCE} people, each writing again as soon as acknowledged, signed and encrypted; "
        "ours verifies, decrypts, records durably (PostgreSQL, synced to disk) and acknowledges; the "
        "echo (FastAPI, wechatpy) verifies, decrypts and encrypts a reply. Alternating rounds of "
        f"{ROUND_SECONDS:.0f} s; messages a second, the load included in the machine's work.",
        "",
        "| | median | lowest | highest |",
        "|---|---|---|---|",
        *(
            f"| {name} | {statistics.median(rates):.0f} | {min(rates):.0f} | {max(rates):.0f} |"
            for name, rates in (("ours", ceiling.ours), ("echo", ceiling.echo))
        ),
        "",
        target(
            f"{ceiling.recorded} recorded of {ceiling.acknowledged} acknowledged",
            kept=ceiling.recorded >= ceiling.acknowledged,
        ),
        target(
            f"{ceiling.ratio:.2f} of the echo's rate; target at least {TARGET}",
            kept=ceiling.ratio >= TARGET,
        ),
    ]
