"""Chinese has no spaces between its words; numbers and Latin letters keep theirs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.paths import ROOT

STRAY = re.compile(r"[\u4e00-\u9fff，。：；！？、」）] +[\u4e00-\u9fff「（，。：；！？、」）]")
READ_BY_PEOPLE = ("actions", "backend", "bot", "simulator")
# Spaced on purpose: as the card itself is printed.
PRINTED = {"居 民 身 份 证"}


def strings_of(path: Path) -> Iterator[str]:
    """Without docstrings, which nobody but us reads."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def words_of(path: Path) -> Iterator[str]:
    return strings_of(path) if path.suffix == ".py" else iter(path.read_text().splitlines())


def pages_and_words() -> list[Path]:
    return [
        path
        for package in READ_BY_PEOPLE
        for suffix in ("py", "html", "js")
        for path in (ROOT / package).rglob(f"*.{suffix}")
        if not {"vendor", "migrations"} & set(path.parts)
    ]


def test_no_space_stands_between_two_chinese_words() -> None:
    stray = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in pages_and_words()
        for words in words_of(path)
        if words not in PRINTED and (found := STRAY.search(words))
    ]
    assert stray == []


@pytest.mark.parametrize("words", ["算到 今天", "例如 金水区", "满意。 没办成的"])
def test_a_stray_space_is_seen(words: str) -> None:
    assert STRAY.search(words)


@pytest.mark.parametrize("words", ["剩 3 天", "周一至周五 9:00", "编号 SQ-1，已登记", "打印 A4 纸"])
def test_the_space_beside_a_number_or_letter_is_none(words: str) -> None:
    assert not STRAY.search(words)
