"""Values chosen once and kept in a private file: passwords, ports, keys."""

import os
from collections.abc import Callable
from pathlib import Path

from runner.ports import free_port, is_free


def remembered(path: Path, make: Callable[[], str]) -> str:
    """The value in the file; made, and written for its owner only, the first time."""
    if path.exists():
        return path.read_text().strip()
    value = make()
    write_private(path, value)
    return value


def remembered_port(path: Path) -> int:
    """The port used last time if it is still free, otherwise a new one."""
    port = int(remembered(path, lambda: str(free_port())))
    if not is_free(port):
        port = free_port()
        write_private(path, str(port))
    return port


def write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
