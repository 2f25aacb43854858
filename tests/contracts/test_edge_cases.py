"""Each of the platform's 26 known edge cases is proved by a test that bears its number."""

import re

from runner.paths import ROOT

# Numbered as in the project's facts on WeChat.
EDGE_CASES = set(range(1, 27))


def proved() -> set[int]:
    named = re.compile(r"^(?:async )?def test_edge_(\d+)_\w+", re.M)
    files = (ROOT / "tests").rglob("test_*.py")
    return {int(number) for file in files for number in named.findall(file.read_text())}


def test_every_edge_case_has_a_test_named_for_it() -> None:
    assert proved() == EDGE_CASES
