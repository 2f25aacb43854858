"""Word lists that people may edit without touching code: one entry a line, `#` starts a comment."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "lexicon"


def read_entries(text: str) -> list[str]:
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


@cache
def phrases(name: str) -> tuple[str, ...]:
    """The entries of `lexicon/<name>.txt`."""
    return tuple(read_entries((FOLDER / f"{name}.txt").read_text(encoding="utf-8")))


@cache
def replacements(name: str) -> tuple[tuple[str, str], ...]:
    """`wrong right` pairs, longest first, so that 公会长 is met before 公会."""
    pairs = [tuple(entry.split()) for entry in phrases(name)]
    return tuple(sorted(((p[0], p[1]) for p in pairs), key=lambda pair: -len(pair[0])))
