"""How much processor time each process spends: steadier than a clock on a machine that others use."""

from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

Spent = dict[str, float]


class CpuMeter:
    """Milliseconds on a core since the process began, helpers included."""

    def __init__(self, pids: Callable[[], Mapping[str, int]]) -> None:
        self._pids = pids
        self._families: dict[str, list[int]] = {}

    def look_around(self) -> None:
        """Find helpers that have come; takes too long to do for every turn."""
        self._families = {name: _family(pid) for name, pid in self._pids().items()}

    def read(self) -> Spent:
        return {name: sum(map(_milliseconds, family)) for name, family in self._families.items()}


def difference(before: Spent, after: Spent) -> Spent:
    return {name: spent - before.get(name, 0.0) for name, spent in after.items()}


def _family(pid: int) -> list[int]:
    try:
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    except psutil.NoSuchProcess:
        return []


def _milliseconds(pid: int) -> float:
    """From schedstat: `stat` counts in ticks of 10 ms, a whole turn."""
    total = 0
    for statistics in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            total += int(statistics.read_text().split()[0])
        except OSError:  # a thread that just ended
            continue
    return total / 1e6
