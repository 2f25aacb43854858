"""Where and when something was measured; figures without this say nothing."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import psutil

from runner.paths import ROOT


def conditions() -> list[str]:
    """Lines of a Markdown list."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return [
        f"- Machine: {_processor()}, {len(os.sched_getaffinity(0))} cores, "
        f"{psutil.virtual_memory().total / 1024**3:.0f} GB memory, {platform.system()}",
        f"- Python {platform.python_version()}, load {load} (1, 5, 15 minutes)",
        f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {_commit()}",
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()


def _commit() -> str:
    short = _git("rev-parse", "--short", "HEAD") or "unknown"
    changed = _git("status", "--porcelain", "--untracked-files=no")
    return f"{short} with uncommitted changes" if changed else short


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
