"""`.ci/run` skips nothing: with its switch, a test that was skipped has failed."""

import os
import subprocess
import sys
from pathlib import Path

from runner.machine import STRICT
from runner.paths import ROOT
from tests.strictness import VARIABLE

SKIPPING = """
import pytest

def test_needs_a_browser():
    pytest.skip("no chromium")

@pytest.mark.skipif(True, reason="no font")
def test_needs_a_font():
    pass
"""


def run(folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(SKIPPING)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.strictness", "-p", "no:cacheprovider",
         "--rootdir", str(folder), "-c", os.devnull, str(folder)],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_skips_are_failures_where_nothing_may_be_skipped(tmp_path: Path) -> None:
    ours = {name: value for name, value in os.environ.items() if name != VARIABLE}
    env = ours | {"PYTHONPATH": str(ROOT)}
    assert "2 skipped" in run(tmp_path, env).stdout
    strict = run(tmp_path, env | {VARIABLE: "1"})
    assert strict.returncode == 1
    # What is skipped before it starts counts as an error.
    assert "1 failed, 1 error" in strict.stdout
    assert "no chromium" in strict.stdout


def test_the_switch_is_the_same_everywhere_and_ci_sets_it() -> None:
    assert STRICT == VARIABLE
    assert f"export {VARIABLE}=1" in (ROOT / ".ci" / "run").read_text()
