"""What a murder found, as a table. No I/O here but a look at the machine's load."""

import os
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.blows import PROBE_SECONDS, READY_SECONDS, Blows
from benchmarks.judged import Verdict
from benchmarks.targets import target

KILLS_EACH = 20
# People a second; each says two things a few seconds apart.
PEOPLE_PER_SECOND = 2.0
WORDS = ("你好", "会费一个月交多少钱")
# The platform's lies, each so often: it acted but does not say so, is busy, counts otherwise, …
LIES = {"late": 6, "-1": 20, "45015": 10, "45047": 10, "40001": 10}


@dataclass
class Murder:
    kills: int
    people: list[str] = field(default_factory=list)
    blows: Blows = field(default_factory=Blows)
    # As often as each was really told.
    lies: Mapping[str, int] = field(default_factory=dict)
    reminded: int = 0
    raged_seconds: float = 0.0
    loads: list[float] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)
    # Those who came right after a blow, and said one thing.
    probed: Verdict = field(default_factory=Verdict)
    deliveries: dict[str, int] = field(default_factory=dict)

    def note_load(self) -> None:
        self.loads.append(os.getloadavg()[0])


def murder_table(murder: Murder) -> list[str]:
    return [
        "## Murder",
        "",
        _told(murder),
        "",
        "| struck | times | ready again, median / max | somebody new answered, median / max |",
        "|---|---|---|---|",
        *(_row(murder.blows, name) for name in sorted(murder.blows.ready)),
        "",
        *_verdicts(murder),
        *_remarks(murder),
    ]


def _told(murder: Murder) -> str:
    lies = ", ".join(f"{lie} × {times}" for lie, times in sorted(murder.lies.items())) or "none"
    return (
        f"For {murder.raged_seconds / 60:.0f} minutes {len(murder.people)} people come at "
        f"{PEOPLE_PER_SECOND:.0f} a second and say two things each, while every process of ours is "
        f"killed (SIGKILL) {murder.kills} times at random moments, Redis flushed, PostgreSQL "
        f"restarted, and the platform lies (told: {lies}; `late` has acted and does not say so). "
        f"{murder.blows.overlapping} blows fell while an earlier one was still being recovered "
        f"from. Load {statistics.median(murder.loads):.1f} (median), {max(murder.loads):.1f} "
        "(highest) on the machine. Seconds from the blow, the restart of the process included."
    )


def _row(blows: Blows, name: str) -> str:
    ready, answered = blows.ready[name], blows.answered[name]
    return f"| {name} | {len(ready)} | {_spread(ready)} | {_spread(answered)} |"


def _spread(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.1f} / {max(seconds):.1f}" if seconds else "–"


def _verdicts(murder: Murder) -> list[str]:
    blows, told = murder.blows, murder.verdict
    messages = 2 * len(murder.people) + len(blows.probes)
    lost, doubled = told.lost + murder.probed.lost, told.doubled + murder.probed.doubled
    stuck = sum(blows.never_ready.values())
    return [
        target(
            f"{lost} lost, {doubled} answered twice, {told.out_of_order} out of order of "
            f"{messages} messages; target none",
            kept=told.is_clean and murder.probed.is_clean,
        ),
        target(
            f"Not ready within {READY_SECONDS:.0f} s: {_counted(blows.never_ready)}; target none",
            kept=not stuck,
        ),
    ]


def _remarks(murder: Murder) -> list[str]:
    blows = murder.blows
    return [
        f"- Somebody new not answered within {PROBE_SECONDS:.0f} s: {_counted(blows.slow_probes)}; "
        f"started again because what they needed was dead: {_counted(blows.started_again)}",
        f"- {murder.verdict.strange} times somebody was told that a message arrived and waits; "
        f"{blows.never_taken} messages found no gateway in three deliveries and were sent again "
        f"by the person, who may be answered twice then; {murder.reminded} people wrote once more to get an answer the platform "
        "had not let through",
        f"- {murder.verdict.in_doubt + murder.probed.in_doubt} answers were on their way when the "
        "sender died: nobody can know whether they arrived, so they stand before staff as "
        "uncertain and are not repeated",
        "- Outbound messages by state: " + _counted(murder.deliveries),
    ]


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()) if count) or "none"
