"""`python -m benchmarks [NAME …]`; `make bench` runs turn and memory. Prints a report and keeps it.

Ends with 2 when a target was missed, with 1 when something could not run.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    caseload,
    ceiling,
    fuzz,
    lists,
    live_desk,
    memory,
    murder,
    murder_report,
    public_suite,
    refusals,
    storm,
    turn,
)
from benchmarks.cpu_table import cpu_table
from benchmarks.machine import conditions
from benchmarks.targets import missed
from benchmarks.turn_table import turn_table
from runner.errors import CannotRun
from runner.terminal import Terminal

RESULTS = Path(__file__).parent / "results"

type Report = Callable[[str], None]


def main(arguments: list[str] | None = None) -> int:
    asked = _arguments(arguments)
    terminal = Terminal()
    lines = ["# Benchmark", "", *conditions()]
    try:
        for name in asked.names or ["turn", "memory"]:
            lines += ["", *_BENCHMARKS[name](terminal.report, asked)]
    except CannotRun as refusal:
        print(f"error: {refusal}", file=sys.stderr)
        return 1
    report = "\n".join(lines) + "\n"
    print("\n" + report)
    RESULTS.mkdir(exist_ok=True)
    kind = "-".join(asked.names) or "all"
    path = RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{kind}.md"
    path.write_text(report, encoding="utf-8")
    terminal.report(f"kept as {path.relative_to(RESULTS.parent.parent)}")
    for line in missed(lines):
        print(f"target missed: {line}", file=sys.stderr)
    return 2 if missed(lines) else 0


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*_BENCHMARKS, []], metavar="NAME")
    parser.add_argument("--people", type=int, default=storm.PEOPLE, help="in a storm")
    parser.add_argument("--seconds", type=float, default=storm.SENDING_SECONDS, help="of a storm")
    parser.add_argument(
        "--kills", type=int, default=murder_report.KILLS_EACH, help="of each process"
    )
    parser.add_argument("--cases", type=int, default=caseload.CASES, help="in the lists")
    parser.epilog = f"NAME is one of {', '.join(_BENCHMARKS)}"
    return parser.parse_args(arguments)


def _turn(report: Report, asked: argparse.Namespace) -> list[str]:
    pairs = turn.measure(report)
    return [*turn_table(pairs), "", *cpu_table(pairs)]


def _storm(report: Report, asked: argparse.Namespace) -> list[str]:
    return storm.storm_table(storm.measure(report, asked.people, asked.seconds))


_BENCHMARKS: dict[str, Callable[[Report, argparse.Namespace], list[str]]] = {
    "turn": _turn,
    "memory": lambda report, _: memory.memory_table(memory.measure(report)),
    "storm": _storm,
    "ceiling": lambda report, _: ceiling.ceiling_table(ceiling.measure(report)),
    "murder": lambda report, asked: murder_report.murder_table(murder.measure(report, asked.kills)),
    "fuzz": lambda report, _: fuzz.table(fuzz.measure(report)),
    "desk": lambda report, _: live_desk.desk_table(live_desk.measure(report)),
    "lists": lambda report, asked: lists.lists_table(lists.measure(report, asked.cases)),
    "public": lambda report, _: public_suite.table(public_suite.measure(report)),
    "refusals": lambda report, _: refusals.table(refusals.measure(report)),
}


if __name__ == "__main__":
    raise SystemExit(main())
