"""10,000 mutated pushes against the whole running system: no 5xx, none late, nothing half-recorded."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from queue import SimpleQueue

from hypothesis import HealthCheck, Phase, given, settings
from pydantic import ValidationError

from backend.contracts.messages import InboundMessage
from benchmarks.fuzz_records import Records, settled_records
from benchmarks.mutants import Account, Level, Mutant, mutants
from benchmarks.platform import Platform, Reaction
from benchmarks.targets import target
from benchmarks.workplace import clean_folder
from bot.wechat import xml
from bot.wechat.inbound import MalformedMessage, delivery_from
from runner.paths import ROOT
from runner.stack import Stack

Report = Callable[[str], None]

PUSHES = 10_000
PEOPLE = 500
# Deliveries at once, each on its own connection.
AT_ONCE = 8
CAPTURED = ROOT / "tests" / "bot" / "payloads"
# The flood limit is somebody else's measurement.
UNLIMITED = {"MESSAGES_PER_MINUTE": "0"}


@dataclass(frozen=True)
class Outcome:
    mutant: Mutant
    reaction: Reaction
    # What an honestly sealed message should have become, if it still is one.
    expected: InboundMessage | None


@dataclass(frozen=True)
class Fuzzed:
    outcomes: Sequence[Outcome]
    records: Records
    # Of the whole messages that were sealed as they should be.
    missing: int
    sent_seconds: float
    settled_seconds: float


def measure(report: Report) -> Fuzzed:
    report(f"making {PUSHES} mutants")
    herd = breed(PUSHES)
    with Stack(clean_folder("fuzz"), report=report, extra_env=UNLIMITED) as stack:
        began = time.monotonic()
        outcomes = _sent(herd, stack.urls["bot"], _account(stack.env), report)
        sent = time.monotonic()
        report("waiting until every turn has ended")
        records = settled_records(stack.env["DATABASE_URL"])
        return Fuzzed(
            outcomes, records, _missing(outcomes, records), sent - began, time.monotonic() - sent
        )


def breed(count: int) -> list[Mutant]:
    """The same herd every time."""
    herd: list[Mutant] = []
    captured = [path.read_text("utf-8") for path in sorted(CAPTURED.glob("*.xml"))]

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(mutants(captured, PEOPLE))
    def collect(mutant: Mutant) -> None:
        herd.append(mutant)

    collect()
    return [_of_somebody_else(mutant, number) for number, mutant in enumerate(herd)]


def _of_somebody_else(mutant: Mutant, number: int) -> Mutant:
    """Hypothesis likes the first of everything; here two pushes in a row are one person's."""
    openid = f"oFuzz{number // 2 % PEOPLE:024}"
    return replace(mutant, inner=re.sub(r"oFuzz\d{24}", openid, mutant.inner))


def expected_of(mutant: Mutant) -> InboundMessage | None:
    if not mutant.is_honest:
        return None
    try:
        return delivery_from(xml.read(mutant.inner)).to_record
    except (xml.MalformedXml, MalformedMessage, ValidationError):
        return None


def _account(env: Mapping[str, str]) -> Account:
    return Account(env["WECHAT_TOKEN"], env["WECHAT_APP_ID"], env["WECHAT_ENCODING_AES_KEY"])


def _sent(herd: Sequence[Mutant], bot_url: str, account: Account, report: Report) -> list[Outcome]:
    platforms: SimpleQueue[Platform] = SimpleQueue()
    for _ in range(AT_ONCE):
        platforms.put(Platform(bot_url))

    def send(mutant: Mutant) -> Outcome:
        platform = platforms.get()
        try:
            reaction = platform.push(*mutant.packed(account, int(time.time())))
        finally:
            platforms.put(platform)
        return Outcome(mutant, reaction, expected_of(mutant))

    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for outcome in pool.map(send, herd):
            outcomes.append(outcome)
            if len(outcomes) % 1000 == 0:
                report(f"{len(outcomes)} pushes answered")
    return outcomes


def _missing(outcomes: Sequence[Outcome], records: Records) -> int:
    wanted = {each.expected.dedupe_key for each in outcomes if each.expected}
    return len(wanted - records.keys)


def table(fuzzed: Fuzzed) -> list[str]:
    rows = [_row(level.value, _of(fuzzed, level)) for level in Level]
    return [
        "## Fuzz",
        "",
        f"{len(fuzzed.outcomes)} pushes, {AT_ONCE} at a time, to the running bot, backend and "
        "dialogue: the captured payloads of `tests/bot/payloads`, mutated by hypothesis in their "
        "XML, base64, envelope or query, signed and sealed for the moment they are sent in plain, "
        "compatible and secure mode. Milliseconds.",
        "",
        "| mutated | pushes | 200 | 400 | 403 | 5xx | no answer | p50 | p99 | slowest |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *rows,
        _row("**all**", fuzzed.outcomes),
        "",
        *_verdict(fuzzed),
    ]


def _of(fuzzed: Fuzzed, level: Level) -> list[Outcome]:
    return [each for each in fuzzed.outcomes if each.mutant.level is level]


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    statuses = [each.reaction.status for each in outcomes]
    times = sorted(each.reaction.seconds * 1000 for each in outcomes)
    counts = [statuses.count(status) for status in (200, 400, 403)]
    failed = sum(status >= 500 for status in statuses)
    cells = [len(outcomes), *counts, failed, statuses.count(0)]
    spots = [times[len(times) // 2], times[len(times) * 99 // 100], times[-1]]
    return f"| {name} | " + " | ".join([*map(str, cells), *(f"{ms:.0f}" for ms in spots)]) + " |"


def _verdict(fuzzed: Fuzzed) -> list[str]:
    records = fuzzed.records
    statuses = [each.reaction.status for each in fuzzed.outcomes]
    broken = sum(status == 0 or status >= 500 for status in statuses)
    late = sum(each.reaction.seconds >= 5 for each in fuzzed.outcomes)
    return [
        target(
            f"5xx or no answer: {broken}; later than 5 s: {late}; target none",
            kept=not (broken or late),
        ),
        target(
            f"Recorded: {records.inbound} messages with {records.turns} turns, {records.events} "
            f"events without; of the whole messages sent, lost: {fuzzed.missing}; target none",
            kept=not fuzzed.missing,
        ),
        target(
            f"Half-recorded: {records.halves or 'none'}; turns still open: {records.open_turns}; "
            "target none",
            kept=not (records.halves or records.open_turns),
        ),
        f"- Sent in {fuzzed.sent_seconds:.0f} s, every turn ended {fuzzed.settled_seconds:.0f} s "
        "after the last push",
    ]
