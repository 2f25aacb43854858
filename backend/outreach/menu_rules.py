"""Two menus side by side, and what publishing would change. No I/O here."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

from backend.contracts.menu import MenuEntry


class Change(StrEnum):
    same = "same"
    changed = "changed"
    added = "added"
    removed = "removed"


@dataclass(frozen=True)
class Line:
    """One button as a line; `depth` 1 for those that a button opens."""

    name: str
    type: str = ""
    value: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Pair:
    live: Line | None
    configured: Line | None
    change: Change


def lines(entries: Iterable[MenuEntry]) -> list[Line]:
    found = []
    for entry in entries:
        found.append(Line(entry.name, entry.type, entry.value))
        found += [Line(inner.name, inner.type, inner.value, depth=1) for inner in entry.entries]
    return found


def side_by_side(live: Iterable[MenuEntry], configured: Iterable[MenuEntry]) -> list[Pair]:
    """Lines that stayed stand beside each other, whatever was put before them."""
    old, new = lines(live), lines(configured)
    pairs: list[Pair] = []
    for kind, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        for before, after in zip_longest(old[i:j], new[k:m]):
            pairs.append(Pair(before, after, _change(kind, before, after)))
    return pairs


def _change(kind: str, before: Line | None, after: Line | None) -> Change:
    if kind == "equal":
        return Change.same
    if before is None:
        return Change.added
    return Change.removed if after is None else Change.changed
