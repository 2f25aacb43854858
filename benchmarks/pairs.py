"""The same line to both sides in turn, so that whatever else the machine does meets both alike."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from benchmarks.cpu import CpuMeter, difference
from benchmarks.script import Line
from benchmarks.sides import Answer, Side

# Receipts and wake-ups go on for some milliseconds after the answer; they must not slow the other.
SETTLE_SECONDS = 0.06


@dataclass(frozen=True)
class Pair:
    """One line and what both answered."""

    line: Line
    ours: Answer
    stock: Answer

    @property
    def ours_understood(self) -> bool:
        return _fits(self.ours, self.line)

    @property
    def stock_understood(self) -> bool:
        return _fits(self.stock, self.line)

    @property
    def is_comparable(self) -> bool:
        return self.ours_understood and self.stock_understood


class Alternation:
    """A B, B A, A B, …: neither side always follows the other."""

    def __init__(self, ours: Side, stock: Side, meter: CpuMeter) -> None:
        self._ours = ours
        self._stock = stock
        self._meter = meter
        self._count = count()

    def talk(self, ours_person: str, stock_person: str, lines: Sequence[Line]) -> Iterator[Pair]:
        """Ends early when a side leaves the walk: the next line would be another question's answer."""
        self._meter.look_around()
        for line in lines:
            pair = self._both(ours_person, stock_person, line)
            yield pair
            if not pair.is_comparable:
                return

    def _both(self, ours_person: str, stock_person: str, line: Line) -> Pair:
        if next(self._count) % 2:
            stock = self._say(self._stock, stock_person, line)
            ours = self._say(self._ours, ours_person, line)
        else:
            ours = self._say(self._ours, ours_person, line)
            stock = self._say(self._stock, stock_person, line)
        return Pair(line, ours, stock)

    def _say(self, side: Side, person: str, line: Line) -> Answer:
        before = self._meter.read()
        answer = side.says(person, line)
        time.sleep(SETTLE_SECONDS)
        return replace(answer, cpu=difference(before, self._meter.read()))


def _fits(answer: Answer, line: Line) -> bool:
    return bool(answer.text) and line.answer in answer.text
