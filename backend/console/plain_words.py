"""Dialect in plain Mandarin, as a hint beside the person's own words; from the assistant's word lists. No database here."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

# The assistant runs elsewhere; its lists are plain files that lie beside the code.
_LISTS = Path(__file__).resolve().parents[2] / "nlu" / "lexicon"


def plain(words: str) -> str | None:
    """None where nothing changes. Punctuation and numbers stay, unlike in what the classifier reads."""
    read = _replacer("whole_message", whole=True)(words.strip())
    for name in ("homophones", "dialect"):
        read = _replacer(name)(read)
    return read if read != words.strip() else None


@cache
def _replacer(name: str, *, whole: bool = False) -> Callable[[str], str]:
    """One pass from left to right, longest first, so that a replacement is never replaced again."""
    pairs = dict(_entries(_LISTS / f"{name}.txt"))
    if whole:
        return lambda words: pairs.get(words, words)
    if not pairs:
        return str
    pattern = re.compile("|".join(map(re.escape, sorted(pairs, key=len, reverse=True))))
    return lambda words: pattern.sub(lambda found: pairs[found.group()], words)


def _entries(path: Path) -> list[tuple[str, str]]:
    """No hint, rather than no page, where the lists were not installed."""
    if not path.exists():
        return []
    lines = (line.split("#", 1)[0].split() for line in path.read_text("utf-8").splitlines())
    return [(entry[0], entry[1]) for entry in lines if len(entry) == 2]
