"""Reads Rasa's example files without Rasa."""

from collections.abc import Iterator
from pathlib import Path

import ruamel.yaml

ROOT = Path(__file__).resolve().parent.parent


def read(path: Path) -> "Iterator[tuple[str, str]]":
    """Pairs of intent (full name) and sentence."""
    for block in ruamel.yaml.YAML(typ="safe").load(path)["nlu"]:
        for line in block["examples"].splitlines():
            yield block["intent"], line[2:]


def training() -> "list[tuple[str, str]]":
    return [pair for path in sorted(ROOT.glob("data/*/nlu.yml")) for pair in read(path)]


def held_out() -> "list[tuple[str, str]]":
    return [pair for path in sorted(ROOT.glob("tests/held_out*.yml")) for pair in read(path)]
