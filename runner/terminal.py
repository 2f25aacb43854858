"""What an engineer sees: steps with their time, warnings of the processes, addresses at the end."""

import contextlib
import json
import re
import sys
import time
import unicodedata
from collections.abc import Mapping
from pathlib import Path

LOUD_LEVELS = {"WARNING", "ERROR", "CRITICAL"}
LOUD_TEXT = re.compile(r"\b(ERROR|CRITICAL|FATAL|PANIC)\b")
LONGEST_LINE = 200


class Terminal:
    def __init__(self) -> None:
        self._begun = time.monotonic()

    def report(self, text: str) -> None:
        print(f"[{time.monotonic() - self._begun:6.1f} s] {text}", flush=True)

    def summary(self, urls: Mapping[str, str], data_dir: Path) -> None:
        print()
        print("  phone simulator   ", urls["simulator"])
        print("  staff console     ", urls["backend"])
        print("  official account  ", f"{urls['bot']}/wechat")
        print("  logs              ", data_dir / "logs")
        for line in _accounts(data_dir / "demo_accounts.json"):
            print("  " + line)
        print("\n  Ctrl-C stops everything.\n", flush=True)


class LogFollower:
    """Shows warnings and worse from the log files; the rest stays there for who looks."""

    def __init__(self, log_dir: Path) -> None:
        self._log_dir = log_dir
        self._read: dict[Path, int] = {path: path.stat().st_size for path in log_dir.glob("*.log")}

    def show(self) -> None:
        for path in sorted(self._log_dir.glob("*.log")):
            for line in self._new_lines(path):
                said = loud(line)
                if said:
                    print(f"{path.stem} │ {said[:LONGEST_LINE]}", file=sys.stderr, flush=True)

    def _new_lines(self, path: Path) -> list[str]:
        with contextlib.suppress(OSError), path.open("rb") as log:
            start = self._read.get(path, 0)
            if path.stat().st_size < start:  # rotated
                start = 0
            log.seek(start)
            text = log.read()
            whole = text[: text.rfind(b"\n") + 1]
            self._read[path] = start + len(whole)
            return whole.decode(errors="replace").splitlines()
        return []


def loud(line: str) -> str:
    """The line if it is a warning or worse, however its process writes logs; else nothing."""
    with contextlib.suppress(ValueError):
        event = json.loads(line)
        if isinstance(event, dict):
            level = str(event.get("level", "")).upper()
            return line if level in LOUD_LEVELS else ""
    return line if LOUD_TEXT.search(line) else ""


def _accounts(path: Path) -> list[str]:
    with contextlib.suppress(OSError, ValueError, TypeError):
        rows = [
            [str(account.get(key, "")) for key in ("username", "password", "name", "role")]
            for account in json.loads(path.read_text())
        ]
        table = [["user", "password", "name", "role"], *rows]
        widths = [max(_width(row[column]) for row in table) for column in range(4)]
        return [
            "",
            *(
                "  ".join(
                    cell + " " * (width - _width(cell))
                    for cell, width in zip(row, widths, strict=True)
                ).rstrip()
                for row in table
            ),
        ]
    return []


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
