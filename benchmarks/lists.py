"""The case list and the report as staff ask for them, over HTTP, with half a million cases in the table."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from backend.working_time.rules import CHINA
from benchmarks import caseload
from benchmarks.targets import target
from benchmarks.workplace import clean_folder
from runner.stack import Stack

Report = Callable[[str], None]

ROUNDS = 40
LIMITS = {"list": 0.150, "search": 0.300, "report": 1.0}
ROLES = (("province", "全省"), ("zhengzhou", "一个市"), ("jinshui", "一个县"))
LISTS = (
    "/cases",
    "/cases?page=3",
    "/cases?status=all",
    "/cases?status=closed",
    "/cases?status=in_progress&kind=wage_arrears",
    "/cases?urgent=1",
    "/cases?overdue=1",
    "/cases?mine=1",
    "/cases?tag=重点",
)
SEARCHES = (
    "/cases?status=all&q=拖欠工资",
    "/cases?q=农业路123号",
    "/cases?status=all&q=航海路 被车撞",
    "/cases?status=all&q=张小满",
    "/cases?status=all&q=13800005678",
    "/cases?status=all&q=SQ-4101-9",
    "/cases?status=all&q=没有这句话",
)


def reports() -> tuple[str, ...]:
    """Of the last thirty days, which hold most open cases, and of thirty days a year ago."""
    today = datetime.now(CHINA).date()
    lasts = (today, today - timedelta(days=365))
    return tuple(f"/statistics/cases?from={last - timedelta(days=29)}&to={last}" for last in lasts)


@dataclass
class Lists:
    count: int
    # Seconds by role and kind of request.
    seconds: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    slowest: dict[tuple[str, str], tuple[float, str]] = field(default_factory=dict)


def measure(report: Report, count: int = caseload.CASES) -> Lists:
    with Stack(clean_folder("lists"), report=report) as stack:
        # It would look after cases whose history is not whole.
        stack.stop_process("worker")
        report(f"writing {count} cases")
        asyncio.run(caseload.load(stack.env["DATABASE_URL"], count))
        return asyncio.run(_measure(stack, Lists(count), report))


async def _measure(stack: Stack, lists: Lists, report: Report) -> Lists:
    url = stack.urls["backend"]
    for username, _ in ROLES:
        report(f"asking as {username}")
        async with httpx.AsyncClient(
            base_url=url, headers={"Origin": url}, trust_env=False, timeout=60
        ) as browser:
            await _sign_in(browser, username, stack.data_dir)
            for kind, pages in (("list", LISTS), ("search", SEARCHES), ("report", reports())):
                await _ask(browser, lists, (username, kind), pages)
    return lists


async def _ask(
    browser: httpx.AsyncClient, lists: Lists, key: tuple[str, str], pages: tuple[str, ...]
) -> None:
    """Each page in turn, so that no page is only ever asked for when it has just been."""
    spent = lists.seconds.setdefault(key, [])
    for _ in range(3):
        for page in pages:
            await browser.get(page)
    for number in range(ROUNDS * len(pages)):
        page = pages[number % len(pages)]
        began = time.perf_counter()
        answer = await browser.get(page)
        took = time.perf_counter() - began
        answer.raise_for_status()
        spent.append(took)
        if took > lists.slowest.get(key, (0.0, ""))[0]:
            lists.slowest[key] = (took, page)


async def _sign_in(browser: httpx.AsyncClient, username: str, data_dir: Path) -> None:
    accounts = json.loads((data_dir / "demo_accounts.json").read_text(encoding="utf-8"))
    password = next(each["password"] for each in accounts if each["username"] == username)
    answer = await browser.post("/sign-in", data={"username": username, "password": password})
    if answer.status_code != 303:
        raise RuntimeError(f"sign-in as {username}: {answer.status_code}")


def lists_table(lists: Lists) -> list[str]:
    rows = [
        "## Case list and report",
        "",
        f"{lists.count} cases, a tenth of them open, in one table; the console's pages over HTTP "
        "by one browser, whole HTML included; each report over thirty days. Milliseconds.",
        "",
        "| who | asks for | requests | p50 | p95 | slowest | which |",
        "|---|---|---|---|---|---|---|",
    ]
    worst = dict.fromkeys(LIMITS, 0.0)
    for (username, kind), spent in lists.seconds.items():
        ordered = sorted(spent)
        p95 = _at(ordered, 0.95)
        worst[kind] = max(worst[kind], p95)
        role = dict(ROLES)[username]
        took, page = lists.slowest[(username, kind)]
        rows.append(
            f"| {username} ({role}) | {kind} | {len(spent)} | {_ms(_at(ordered, 0.5))} "
            f"| {_ms(p95)} | {_ms(took)} | `{page}` |"
        )
    return [
        *rows,
        "",
        *(
            target(
                f"{kind}: p95 {_ms(worst[kind])} ms at most, promised below {_ms(limit)} ms",
                kept=worst[kind] < limit,
            )
            for kind, limit in LIMITS.items()
        ),
    ]


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"
