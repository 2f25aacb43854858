"""Where a benchmark's processes keep their data: a folder of its own, empty at the start."""

import shutil
from pathlib import Path

from benchmarks.stock import BENCH


def clean_folder(name: str) -> Path:
    """Logs of the last run stay readable until the next."""
    folder = BENCH / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
