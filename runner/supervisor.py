"""Starts processes in the order of their needs, keeps them up, stops them in reverse.

One thread and a loop, no event loop: everything it does is waiting, and a plain object can be
driven by a command and by a test fixture alike (docs/decisions/0004).
"""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from pathlib import Path

from runner.errors import CannotRun
from runner.processes import Managed, Process, Spec, last_words

TICK_SECONDS = 0.05
READY_WITHIN_SECONDS = 180.0
CRASHES_ALLOWED = 5
CRASH_WINDOW_SECONDS = 60.0
LONGEST_BACK_OFF_SECONDS = 8.0


class Supervisor:
    def __init__(
        self,
        log_dir: Path,
        report: Callable[[str], None] = lambda _: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.processes: dict[str, Process] = {}
        self._log_dir = log_dir
        self._report = report
        self._should_stop = should_stop
        self._started: list[Managed] = []
        self._crashes: defaultdict[str, deque[float]] = defaultdict(deque)
        self._restart_at: dict[str, float] = {}

    def start_server(self, server: Managed) -> None:
        """Something with a way of its own to start; it is stopped after all that comes later."""
        self._started.append(server)
        server.start()
        self._report(f"{server.name} ready")

    def find(self, name: str) -> Managed:
        return next(
            each for each in (*self._started, *self.processes.values()) if each.name == name
        )

    def alive(self) -> list[Managed]:
        return [each for each in self._started if each.is_alive()]

    def bring_up(self, specs: Sequence[Spec]) -> None:
        """Return when everything is ready; raise when something cannot become so."""
        self.processes = {
            spec.name: Process(spec, self._log_dir / f"{spec.name}.log") for spec in specs
        }
        begun = time.monotonic()
        ready: set[str] = set()
        announced = 0.0
        while len(ready) < len(self.processes):
            if self._should_stop():
                return
            for process in self.processes.values():
                self._advance(process, ready)
            elapsed = time.monotonic() - begun
            if elapsed > READY_WITHIN_SECONDS:
                raise CannotRun(self._what_is_missing(ready))
            if elapsed - announced >= 15:
                announced = elapsed
                waiting = ", ".join(sorted(self.processes.keys() - ready))
                self._report(f"still waiting for {waiting}, {elapsed:.0f} s")
            time.sleep(TICK_SECONDS)

    def keep_up(self) -> None:
        """Restart what crashed, with growing pauses. Raises after too many crashes in a minute."""
        now = time.monotonic()
        for process in self._started:
            if process.once or process.is_alive():
                continue
            if process.name not in self._restart_at:
                self._note_crash(process, now)
            elif now >= self._restart_at[process.name]:
                del self._restart_at[process.name]
                process.start()

    def stop(self) -> None:
        """In reverse order, each with its own patience; a second call finds nothing to do."""
        while self._started:
            self._started[-1].stop()
            self._started.pop()

    def _advance(self, process: Process, ready: set[str]) -> None:
        if process.name in ready:
            return
        if process not in self._started:
            if process.spec.needs <= ready:
                self._started.append(process)
                process.start()
        elif process.is_ready():
            ready.add(process.name)
            self._report(f"{process.name} {'done' if process.spec.once else 'ready'}")
        elif not process.is_alive():
            raise CannotRun(
                f"{process.name} ended with {process.returncode} before it was ready "
                f"({last_words(process.log_path)}); see {process.log_path}."
            )

    def _note_crash(self, process: Managed, now: float) -> None:
        crashes = self._crashes[process.name]
        crashes.append(now)
        while crashes and now - crashes[0] > CRASH_WINDOW_SECONDS:
            crashes.popleft()
        if len(crashes) >= CRASHES_ALLOWED:
            raise CannotRun(
                f"{process.name} crashed {len(crashes)} times within a minute "
                f"({last_words(process.log_path)}); see {process.log_path}."
            )
        pause = min(0.25 * 2 ** len(crashes), LONGEST_BACK_OFF_SECONDS)
        self._restart_at[process.name] = now + pause
        self._report(
            f"{process.name} ended with {process.returncode}, starting again in {pause:.1f} s"
        )

    def _what_is_missing(self, ready: set[str]) -> str:
        """Servers are not asked: they were ready before the first process began."""
        missing = [each for each in self.processes.values() if each.name not in ready]
        # One that runs and is not ready says more than one that waits for it.
        process = next((each for each in missing if each in self._started), missing[0])
        words = last_words(process.log_path)
        return f"{process.name} did not become ready ({words}); see {process.log_path}."
