"""`make run`: everything up, kept up until Ctrl-C, and nothing left behind."""

import signal
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from runner.machine import prepare_run
from runner.ports import require_free
from runner.stack import Stack
from runner.terminal import LogFollower, Terminal

WATCH_SECONDS = 0.2


class StopRequest:
    """Remembers a signal instead of raising: no start or stop is interrupted half-way."""

    def __init__(self) -> None:
        self.came = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def __call__(self) -> bool:
        return self.came

    def wait(self) -> None:
        time.sleep(WATCH_SECONDS)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.came = True


def run(data_dir: Path, ports: Mapping[str, int], env: Mapping[str, str]) -> int:
    """Returns 0 after a requested stop; a failure is raised as one sentence."""
    should_stop = StopRequest()
    terminal = Terminal()
    # First of all: nobody should wait for a training only to learn this.
    require_free(ports)
    prepare_run(env, terminal.report)
    stack = Stack(
        data_dir,
        ports=ports,
        env=env,
        durable=True,
        report=terminal.report,
        should_stop=should_stop,
    )
    try:
        stack.start()
        if not should_stop():
            terminal.report("ready")
            terminal.summary(stack.urls, stack.data_dir)
            _watch(stack, should_stop)
    finally:
        terminal.report("stopping")
        stack.stop()
        terminal.report("stopped")
    return 0


def _watch(stack: Stack, should_stop: StopRequest) -> None:
    follower = LogFollower(stack.data_dir / "logs")
    while not should_stop():
        stack.supervisor.keep_up()
        follower.show()
        should_stop.wait()
