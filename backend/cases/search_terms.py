"""The terms a case is found by: PostgreSQL's own parsers split no Chinese. No I/O here."""

import re
from collections.abc import Iterable
from typing import Final

LONGEST_TERM: Final = 12
_MOST_TERMS: Final = 600
_TOKEN = re.compile(r"\[\[[a-z]+:[0-9a-f]+\]\]")
_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[a-z0-9]+")


def terms_of(*texts: str | None) -> list[str]:
    """Pairs of neighboring characters, and whole words of other scripts; each once."""
    found: dict[str, None] = {}
    for text in texts:
        for run in _runs(text or ""):
            found.update(dict.fromkeys(_terms(run)))
    return list(found)[:_MOST_TERMS]


def terms_wanted(words: str) -> list[str]:
    """What a search asks for. A single character finds nothing: it is in every second case."""
    return [term for term in terms_of(words) if len(term) > 1]


def _runs(text: str) -> Iterable[str]:
    return _RUN.findall(_TOKEN.sub(" ", text).lower())


def _terms(run: str) -> Iterable[str]:
    if run.isascii() or len(run) == 1:
        return [run[:LONGEST_TERM]]
    return (run[i : i + 2] for i in range(len(run) - 1))
