"""`python -m benchmarks [turn|memory|fuzz|refusals]`; `make bench` calls it. Prints a report and keeps a copy."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import fuzz, memory, refusals, turn
from benchmarks.cpu_table import cpu_table
from benchmarks.machine import conditions
from benchmarks.turn_table import turn_table
from runner.errors import CannotRun
from runner.terminal import Terminal

RESULTS = Path(__file__).parent / "results"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "which",
        nargs="?",
        choices=("turn", "memory", "fuzz", "refusals"),
        help="default: turn and memory",
    )
    which = parser.parse_args(arguments).which
    terminal = Terminal()
    try:
        lines = ["# Benchmark", "", *conditions()]
        if which in {None, "turn"}:
            pairs = turn.measure(terminal.report)
            lines += ["", *turn_table(pairs), "", *cpu_table(pairs)]
        if which in {None, "memory"}:
            lines += ["", *memory.memory_table(memory.measure(terminal.report))]
        if which == "fuzz":
            lines += ["", *fuzz.table(fuzz.measure(terminal.report))]
        if which == "refusals":
            lines += ["", *refusals.table(refusals.measure(terminal.report))]
    except CannotRun as refusal:
        print(f"error: {refusal}", file=sys.stderr)
        return 1
    report = "\n".join(lines) + "\n"
    print("\n" + report)
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{which or 'all'}.md"
    path.write_text(report, encoding="utf-8")
    terminal.report(f"kept as {path.relative_to(RESULTS.parent.parent)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
