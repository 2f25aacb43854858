"""Where a turn's processor time goes, process by process."""

from collections.abc import Sequence
from statistics import fmean

from benchmarks.pairs import Pair
from benchmarks.script import Kind
from benchmarks.sides import Answer

_COLUMNS = (("ours", "form"), ("stock", "form"), ("ours", "free text"), ("stock", "free text"))


def cpu_table(pairs: Sequence[Pair]) -> list[str]:
    columns = [_answers(pairs, side, kind) for side, kind in _COLUMNS]
    names = sorted({name for answers in columns for each in answers for name in each.cpu})
    rows = [(name, [_mean(answers, name) for answers in columns]) for name in names]
    rows = sorted((row for row in rows if max(row[1]) >= 0.1), key=lambda row: -sum(row[1]))
    totals = [sum(row[1][index] for row in rows) for index in range(len(columns))]
    return [
        "### Processor time",
        "",
        "Milliseconds on a core for a turn, on average, including what follows the answer and what "
        "idle processes spend meanwhile.",
        "",
        "| process | " + " | ".join(f"{side}, {kind}" for side, kind in _COLUMNS) + " |",
        "|---" * (len(_COLUMNS) + 1) + "|",
        *(_row(name, figures) for name, figures in rows),
        _row("**total**", totals),
    ]


def _answers(pairs: Sequence[Pair], side: str, kind: str) -> list[Answer]:
    return [
        pair.ours if side == "ours" else pair.stock
        for pair in pairs
        if pair.is_comparable and (pair.line.kind is Kind.free) == (kind == "free text")
    ]


def _mean(answers: Sequence[Answer], name: str) -> float:
    return fmean(each.cpu.get(name, 0.0) for each in answers) if answers else 0.0


def _row(name: str, figures: Sequence[float]) -> str:
    return f"| {name} | " + " | ".join(f"{each:.1f}" for each in figures) + " |"
