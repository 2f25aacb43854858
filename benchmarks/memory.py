"""What everything occupies, running and idle, after one person has joined and been approved."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import psutil

from benchmarks.joining import join_one_member
from benchmarks.targets import target
from benchmarks.workplace import clean_folder
from runner.stack import Stack

TARGET = 2.5 * 1024**3
# Long enough for the last receipts, too short for the reader of photos to retire (a minute).
IDLE_SECONDS = 20
READER = "backend.documents.ocr_engine"


@dataclass(frozen=True)
class Resident:
    """`rss` counts shared pages in every process that maps them, `pss` divides them fairly."""

    name: str
    processes: int
    rss: int
    pss: int


def measure(report: Callable[[str], None]) -> list[Resident]:
    with Stack(clean_folder("memory"), report=report) as stack:
        report("one person joins, with photos, and is approved")
        asyncio.run(join_one_member(stack))
        report(f"letting it all idle for {IDLE_SECONDS} s")
        time.sleep(IDLE_SECONDS)
        return list(residents(stack.pids()))


def residents(pids: Mapping[str, int]) -> Iterator[Resident]:
    """A row for each process of the plan with its helpers; the reader of photos has its own."""
    for name, pid in pids.items():
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
        readers = [each for each in family if READER in each.cmdline()]
        yield _sum(name, [each for each in family if each not in readers])
        if readers:
            yield _sum(f"{name}: reader of photos", readers)


def memory_table(rows: list[Resident]) -> list[str]:
    total = _total(rows)
    return [
        "## Memory",
        "",
        "Everything running and idle after one person joined by chat with two photos and was "
        "approved in the console; MB. RSS counts shared pages once for each process, so its total "
        "is an upper bound; PSS divides them.",
        "",
        "| process | processes | RSS | PSS |",
        "|---|---|---|---|",
        *(_row(each) for each in sorted(rows, key=lambda each: -each.pss)),
        _row(total),
        "",
        target(
            f"{total.rss / 1024**3:.2f} GB resident in total ({total.pss / 1024**3:.2f} GB without "
            "double counting); target at most 2.5 GB",
            kept=total.rss <= TARGET,
        ),
    ]


def _sum(name: str, family: list[psutil.Process]) -> Resident:
    figures = [each.memory_full_info() for each in family]
    return Resident(
        name, len(family), sum(each.rss for each in figures), sum(each.pss for each in figures)
    )


def _total(rows: list[Resident]) -> Resident:
    return Resident(
        "**total**",
        sum(each.processes for each in rows),
        sum(each.rss for each in rows),
        sum(each.pss for each in rows),
    )


def _row(each: Resident) -> str:
    rss, pss = each.rss / 1024**2, each.pss / 1024**2
    return f"| {each.name} | {each.processes} | {rss:.0f} | {pss:.0f} |"
