"""Pairs of turns as a table: medians, the slow end, and the ratio the project promises to hold."""

import statistics
from collections.abc import Callable, Sequence

from benchmarks.pairs import Pair
from benchmarks.script import Kind
from benchmarks.targets import target

TARGET = 1.0

_FORM = frozenset({Kind.typed, Kind.tapped})
_ROWS: dict[str, frozenset[Kind]] = {
    "form": _FORM,
    "– typed": frozenset({Kind.typed}),
    "– option tapped": frozenset({Kind.tapped}),
    "free text": frozenset({Kind.free}),
}
_PROMISED = ("form", "free text")


def turn_table(pairs: Sequence[Pair]) -> list[str]:
    return [
        "## A chat turn",
        "",
        "From WeChat's POST to the passive reply (signature, AES, records and bookkeeping "
        "included), against a stock Rasa 3.6.21 turn over REST (Jieba, DIET, ResponseSelector, "
        "RulePolicy, in-memory tracker). Measured alternately, same words, same action server and "
        "backend; milliseconds.",
        "",
        "| turn | of each | ours p50 | p95 | stock p50 | p95 | ratio p50 |",
        "|---|---|---|---|---|---|---|",
        *(_row(name, _of(pairs, kinds)) for name, kinds in _ROWS.items()),
        "",
        *(_verdict(name, _of(pairs, _ROWS[name])) for name in _PROMISED),
        *_left_out(pairs),
    ]


def ratio(pairs: Sequence[Pair]) -> float:
    return _milliseconds(pairs, _ours, 50) / _milliseconds(pairs, _stock, 50)


def _row(name: str, pairs: Sequence[Pair]) -> str:
    if len(pairs) < 2:
        return f"| {name} | {len(pairs)} | – | – | – | – | – |"
    figures = [_milliseconds(pairs, side, share) for side in (_ours, _stock) for share in (50, 95)]
    cells = " | ".join(f"{each:.1f}" for each in figures)
    return f"| {name} | {len(pairs)} | {cells} | {ratio(pairs):.2f} |"


def _verdict(name: str, pairs: Sequence[Pair]) -> str:
    if len(pairs) < 2:
        return target(f"{name}: too few turns to compare", kept=False)
    found = ratio(pairs)
    return target(f"{name}: {found:.2f}; target at most {TARGET}", kept=found <= TARGET)


def _left_out(pairs: Sequence[Pair]) -> list[str]:
    """An unexpected answer ends a walk; such turns are not timed, but they are told."""
    ours = sum(not pair.ours_understood for pair in pairs)
    stock = sum(not pair.stock_understood for pair in pairs)
    return [f"- Left out, because the answer was not to the question: ours {ours}, stock {stock}"]


def _of(pairs: Sequence[Pair], kinds: frozenset[Kind]) -> list[Pair]:
    return [pair for pair in pairs if pair.line.kind in kinds and pair.is_comparable]


def _ours(pair: Pair) -> float:
    return pair.ours.seconds


def _stock(pair: Pair) -> float:
    return pair.stock.seconds


def _milliseconds(pairs: Sequence[Pair], side: Callable[[Pair], float], share: int) -> float:
    cuts = statistics.quantiles((side(pair) * 1000 for pair in pairs), n=100, method="inclusive")
    return cuts[share - 1]
