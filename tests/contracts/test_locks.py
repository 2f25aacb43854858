"""The locks pin everything by hash and say nothing about where it was fetched."""

import re
from pathlib import Path

import pytest

from runner.paths import NLU, ROOT

PIN = re.compile(r"^[A-Za-z0-9._-]+==[A-Za-z0-9.+!_-]+( ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


@pytest.mark.parametrize("folder", [ROOT, NLU], ids=["application", "assistant"])
def test_a_lock_is_versions_and_hashes_only(folder: Path) -> None:
    lines = (folder / "requirements.lock").read_text().splitlines()
    odd = [line for line in lines if not (PIN.match(line) or HASH.match(line))]
    assert odd == []
    assert (folder / ".python-version").exists()
