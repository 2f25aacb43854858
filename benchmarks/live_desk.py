"""The desk at work: from a person's push to a colleague's screen, and from a reply to the platform."""

import asyncio
import json
import random
import string
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from benchmarks.crowd import Crowd
from benchmarks.desk_browser import DeskBrowser
from benchmarks.targets import target
from benchmarks.workplace import clean_folder
from runner.ports import free_port
from runner.stack import Stack

Report = Callable[[str], None]

STAFF, CONVERSATIONS = 50, 200
SECONDS = 90.0
# How often each person writes, and how many of their messages are answered.
EVERY_SECONDS, ANSWERED = 30.0, 0.5
LIMIT_SECONDS = 1.0
# Counties of one city; each has as many staff and conversations as the next.
COUNTIES = ("410102", "410103", "410104", "410105", "410106", "410108", "410122", "410181")
_GIVEN_WITHIN_SECONDS = 120
_GIVEN = """
    SELECT desk.contact_id, staff.username FROM desk_conversations AS desk
    JOIN staff ON staff.id = desk.staff_id
"""
_COLLEAGUE = """
    WITH colleague AS (
        INSERT INTO staff (id, username, display_name, password_hash, is_active, failed_attempts,
                           created_at)
        SELECT gen_random_uuid(), $1, $1, password_hash, true, 0, now()
        FROM staff WHERE username = 'jinshui'
        RETURNING id
    )
    INSERT INTO staff_roles (id, staff_id, union_id, role)
    SELECT gen_random_uuid(), colleague.id, unions.id, 'county_staff'
    FROM colleague, unions WHERE unions.code = $2
"""


@dataclass
class DeskRun:
    to_screen: list[float] = field(default_factory=list)
    to_platform: list[float] = field(default_factory=list)
    written: int = 0
    replied: int = 0
    events: int = 0


class _Watch:
    """When something was said, and when it was seen."""

    def __init__(self) -> None:
        self.said: dict[str, float] = {}
        self.seen: list[float] = []

    def say(self) -> str:
        # Letters alone: a dozen digits may read like a phone number, which nobody is shown.
        mark = "".join(random.choices(string.ascii_lowercase, k=16))
        self.said[mark] = time.perf_counter()
        return mark

    def look(self, text: str) -> list[str]:
        """Marks that stand in `text` for the first time."""
        now = time.perf_counter()
        found = [mark for mark in self.said if mark in text]
        self.seen += [now - self.said.pop(mark) for mark in found]
        return found


def measure(report: Report) -> DeskRun:
    return asyncio.run(_measure(report))


async def _measure(report: Report) -> DeskRun:
    port = free_port()
    extra = {"WECHAT_API_BASE_URL": f"http://127.0.0.1:{port}", "PUBLISH_MENU_ON_START": "false"}
    stack = Stack(clean_folder("live_desk"), report=report, extra_env=extra, durable=True)
    await asyncio.to_thread(stack.start)
    try:
        crowd = Crowd(stack.urls["bot"], stack.env)
        async with crowd.listening(port):
            report(f"opening {STAFF} accounts and {CONVERSATIONS} conversations")
            await _open_accounts(stack.env["DATABASE_URL"])
            people = await _ask_for_people(crowd, stack.env["DATABASE_URL"])
            password = _password(stack.data_dir)
            run = await _work(stack, password, crowd, people, report)
        crowd.close()
        return run
    finally:
        await asyncio.to_thread(stack.stop)


async def _open_accounts(database_url: str) -> None:
    """Colleagues with the demo account's password, one county after the other."""
    connection = await asyncpg.connect(database_url)
    try:
        for number in range(STAFF):
            county = f"{COUNTIES[number % len(COUNTIES)]}-NF"
            await connection.execute(_COLLEAGUE, _name(number), county)
    finally:
        await connection.close()


def _name(number: int) -> str:
    return f"desk{number:02d}"


def _password(data_dir: Path) -> str:
    accounts = json.loads((data_dir / "demo_accounts.json").read_text(encoding="utf-8"))
    return next(str(each["password"]) for each in accounts if each["username"] == "jinshui")


async def _ask_for_people(crowd: Crowd, database_url: str) -> dict[str, str]:
    """Contact by openid: each said where they work, and asked for a person."""
    openids = [f"odesk{number:03d}" for number in range(CONVERSATIONS)]
    for openid in openids:
        await crowd.answer_to(openid, "你好")
    connection = await asyncpg.connect(database_url)
    try:
        for place, county in enumerate(COUNTIES):
            theirs = openids[place :: len(COUNTIES)]
            await connection.execute(
                "UPDATE contacts SET county_code = $1 WHERE openid = ANY($2)", county, theirs
            )
        for openid in openids:
            await crowd.answer_to(openid, "转人工")
        rows = await connection.fetch("SELECT id, openid FROM contacts WHERE openid LIKE 'odesk%'")
        return {row["openid"]: str(row["id"]) for row in rows}
    finally:
        await connection.close()


async def _work(
    stack: Stack, password: str, crowd: Crowd, people: dict[str, str], report: Report
) -> DeskRun:
    inward, outward = _Watch(), _Watch()
    answers: asyncio.Queue[str] = asyncio.Queue()

    def saw(contact_id: str, thread: str) -> None:
        if inward.look(thread):
            answers.put_nowait(contact_id)

    run = DeskRun()
    browsers = [DeskBrowser(stack.urls["backend"], saw) for _ in range(STAFF)]
    try:
        owners = await _sit_down(browsers, stack.env["DATABASE_URL"], password, people)
        report("everybody is at their desk")
        watching = asyncio.create_task(_watch_platform(crowd, people, outward))
        replying = asyncio.create_task(_reply(answers, owners, outward, run))
        await asyncio.gather(*(_write(crowd, openid, inward, run) for openid in people))
        await asyncio.sleep(5)
        for task in (watching, replying):
            task.cancel()
    finally:
        await asyncio.gather(*(browser.close() for browser in browsers))
    run.to_screen, run.to_platform = inward.seen, outward.seen
    run.events = sum(browser.events for browser in browsers)
    return run


async def _sit_down(
    browsers: list[DeskBrowser], database_url: str, password: str, people: dict[str, str]
) -> dict[str, DeskBrowser]:
    """Everybody comes on duty; the desk hands out who waits."""
    for number, browser in enumerate(browsers):
        await browser.sign_in(_name(number), password)
        browser.open()
        await browser.come_on_duty()
    by_name = {_name(number): browser for number, browser in enumerate(browsers)}
    given = await _all_given(database_url, len(people))
    owners = {contact_id: by_name[username] for contact_id, username in given.items()}
    for contact_id, browser in owners.items():
        await browser.has(contact_id)
    return owners


async def _all_given(database_url: str, count: int) -> dict[str, str]:
    """Who has whom, once all have somebody. Raises TimeoutError."""
    connection = await asyncpg.connect(database_url)
    try:
        async with asyncio.timeout(_GIVEN_WITHIN_SECONDS):
            while len(rows := await connection.fetch(_GIVEN)) < count:  # noqa: ASYNC110 — a table
                await asyncio.sleep(0.5)
        return {str(row["contact_id"]): str(row["username"]) for row in rows}
    finally:
        await connection.close()


async def _write(crowd: Crowd, openid: str, inward: _Watch, run: DeskRun) -> None:
    chance = random.Random(openid)
    ends = time.monotonic() + SECONDS
    await asyncio.sleep(chance.random() * EVERY_SECONDS)
    while time.monotonic() < ends:
        run.written += 1
        await crowd.says(openid, f"站长还是没给钱 {inward.say()}")
        await asyncio.sleep(EVERY_SECONDS * (0.5 + chance.random()))


async def _reply(
    answers: asyncio.Queue[str], owners: dict[str, DeskBrowser], outward: _Watch, run: DeskRun
) -> None:
    chance = random.Random(7)
    while True:
        contact_id = await answers.get()
        if chance.random() < ANSWERED:
            run.replied += 1
            await owners[contact_id].reply(contact_id, f"收到，正在联系站点 {outward.say()}")


async def _watch_platform(crowd: Crowd, people: dict[str, str], outward: _Watch) -> None:
    """What the platform has taken for a person is on their phone."""
    read = dict.fromkeys(people, 0)
    while True:
        for openid in people:
            shown = crowd.shown[openid]
            if len(shown) > read[openid]:
                outward.look("\n".join(shown[read[openid] :]))
                read[openid] = len(shown)
        await asyncio.sleep(0.01)


def desk_table(run: DeskRun) -> list[str]:
    to_screen, to_platform = _p95(run.to_screen), _p95(run.to_platform)
    lost = run.written - len(run.to_screen), run.replied - len(run.to_platform)
    return [
        "## Live desk",
        "",
        f"{CONVERSATIONS} open conversations in {len(COUNTIES)} counties, {STAFF} staff signed in "
        f"and listening; each person writes every {EVERY_SECONDS:.0f} s or so, half is answered. "
        "Load, platform and browsers run on the same machine. Seconds.",
        "",
        "| way | messages | p50 | p95 | slowest | missing |",
        "|---|---|---|---|---|---|",
        _row("a person's push → the open thread on the colleague's screen", run.to_screen, lost[0]),
        _row("a colleague's reply → taken by the platform", run.to_platform, lost[1]),
        "",
        f"- {run.events} events told to browsers",
        target(
            f"to the screen: p95 {to_screen:.2f} s, promised below {LIMIT_SECONDS:.0f} s",
            kept=to_screen < LIMIT_SECONDS and not lost[0],
        ),
        target(
            f"to the platform: p95 {to_platform:.2f} s, promised below {LIMIT_SECONDS:.0f} s",
            kept=to_platform < LIMIT_SECONDS and not lost[1],
        ),
    ]


def _row(what: str, seconds: list[float], missing: int) -> str:
    ordered = sorted(seconds) or [0.0]
    p50 = ordered[len(ordered) // 2]
    return f"| {what} | {len(seconds)} | {p50:.2f} | {_p95(seconds):.2f} | {ordered[-1]:.2f} | {missing} |"


def _p95(seconds: list[float]) -> float:
    ordered = sorted(seconds) or [0.0]
    return ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
