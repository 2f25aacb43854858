"""One child process: started so that it cannot outlive us, watched, stopped with patience.

Children write straight into their log files. A pipe through the runner would make every child
depend on it, and break under their feet when it is killed.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

LOG_SIZE_KEPT = 20 * 1024 * 1024

# Straight to loopback, whatever proxy the machine has configured.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Spec:
    """What to run. `once` marks a step that is ready when it has exited with 0."""

    name: str
    command: Sequence[str]
    cwd: Path
    env: Mapping[str, str]
    needs: frozenset[str] = field(default_factory=frozenset)
    ready_url: str | None = None
    once: bool = False
    grace_seconds: float = 10.0
    stop_signal: signal.Signals = signal.SIGTERM


def dying_with_parent(
    command: Sequence[str], stop_signal: signal.Signals = signal.SIGTERM
) -> list[str]:
    """The kernel signals the child when the thread that started it ends, even by SIGKILL.

    setpriv and not `preexec_fn`: it survives the user namespace PostgreSQL needs, and forking
    Python code in a threaded process is asking for a deadlock.
    """
    if shutil.which("setpriv") is None:
        return list(command)
    return ["setpriv", "--pdeathsig", stop_signal.name.removeprefix("SIG"), *command]


class Managed(Protocol):
    """What a supervisor can look after."""

    name: str
    log_path: Path

    @property
    def once(self) -> bool: ...
    @property
    def pid(self) -> int | None: ...
    @property
    def returncode(self) -> int | None: ...
    def is_alive(self) -> bool: ...
    def is_ready(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...


class Process:
    """A running `Spec`. Start it from a thread that lives as long as the child should."""

    def __init__(self, spec: Spec, log_path: Path) -> None:
        self.spec = spec
        self.name = spec.name
        self.log_path = log_path
        self._child: subprocess.Popen[bytes] | None = None
        self._group_gone = True

    @property
    def once(self) -> bool:
        return self.spec.once

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child and self._child.poll() is None else None

    @property
    def returncode(self) -> int | None:
        return self._child.poll() if self._child else None

    def is_alive(self) -> bool:
        return self.pid is not None

    def is_ready(self) -> bool:
        if self.spec.once:
            return self.returncode == 0
        if not self.is_alive():
            return False
        return self.spec.ready_url is None or answers(self.spec.ready_url)

    def start(self) -> None:
        self.kill()  # what a crashed predecessor may have left in its group
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        _rotate(self.log_path)
        with self.log_path.open("ab") as log:
            self._child = subprocess.Popen(
                dying_with_parent(self.spec.command, self.spec.stop_signal),
                cwd=self.spec.cwd,
                env=dict(self.spec.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Its own group: Ctrl-C reaches only the runner, which stops things in order.
                start_new_session=True,
            )
        self._group_gone = False

    def signal_stop(self) -> None:
        if self._child and self._child.poll() is None:
            self._child.send_signal(self.spec.stop_signal)

    def stop(self, grace_seconds: float | None = None) -> None:
        """Ask, wait, then kill the whole group: a helper process must not stay behind either."""
        if self._child is None:
            return
        self.signal_stop()
        grace = self.spec.grace_seconds if grace_seconds is None else grace_seconds
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(grace)
        self.kill()

    def kill(self) -> None:
        # Once only: after the group is gone, its number may belong to a stranger.
        if self._child is None or self._group_gone:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        self._group_gone = True


def answers(url: str) -> bool:
    """Whether the address says 200 within a second."""
    try:
        with _opener.open(url, timeout=1) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def wait_until(condition: Callable[[], bool], seconds: float, every: float = 0.03) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def last_words(log_path: Path, lines: int = 3) -> str:
    """The end of a log, for the one sentence that says why something did not start."""
    with contextlib.suppress(OSError):
        text = log_path.read_bytes()[-4000:].decode(errors="replace")
        return " | ".join(line.strip() for line in text.splitlines()[-lines:] if line.strip())
    return ""


def _rotate(path: Path) -> None:
    if path.exists() and path.stat().st_size > LOG_SIZE_KEPT:
        path.replace(path.with_suffix(".log.1"))
