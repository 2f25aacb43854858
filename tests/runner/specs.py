"""Processes for the supervisor's tests, and ways to see whether they are gone."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import psutil

from runner.ports import free_port
from runner.processes import Spec

DUMMY = Path(__file__).with_name("dummy.py")


def dummy(name: str, *options: str, needs: Iterable[str] = (), grace: float = 10) -> Spec:
    port = free_port()
    return Spec(
        name=name,
        command=[sys.executable, str(DUMMY), str(port), *options],
        cwd=DUMMY.parent,
        env=dict(os.environ),
        needs=frozenset(needs),
        ready_url=f"http://127.0.0.1:{port}/ready",
        grace_seconds=grace,
    )


def step(name: str, code: str, *, needs: Iterable[str] = ()) -> Spec:
    return Spec(
        name=name,
        command=[sys.executable, "-c", code],
        cwd=DUMMY.parent,
        env=dict(os.environ),
        needs=frozenset(needs),
        once=True,
    )


def with_descendants(pid: int) -> set[int]:
    return {pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))}


def is_gone(pid: int) -> bool:
    """A zombie nobody reaps is gone too: in a container it may have no parent that waits."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
