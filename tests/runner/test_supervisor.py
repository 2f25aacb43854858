"""The supervisor starts in order, keeps things up, and leaves nothing behind."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from runner import supervisor as supervising
from runner.errors import CannotRun
from runner.paths import ROOT
from runner.processes import wait_until
from runner.supervisor import Supervisor
from runner.valkey import EmbeddedValkey
from tests.runner.specs import dummy, is_gone, step, with_descendants
from tests.waiting import PATIENCE


def test_a_process_starts_only_after_what_it_needs(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(tmp_path, said.append)
    try:
        supervisor.bring_up(
            [
                dummy("bot", needs={"backend"}),
                dummy("backend", "--slow", "0.3", needs={"migrate"}),
                step("migrate", "print('migrated')"),
            ]
        )
        assert said == ["migrate done", "backend ready", "bot ready"]
    finally:
        supervisor.stop()


def test_stopping_leaves_no_process_not_even_a_helper_or_a_stubborn_one(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path)
    supervisor.bring_up([dummy("one", "--child"), dummy("two", "--stubborn", grace=0.2)])
    pids = set().union(*(with_descendants(each.pid) for each in supervisor.alive() if each.pid))
    assert len(pids) == 3
    supervisor.stop()
    # The helper is an orphan by now; whoever inherited it takes a moment to see it go.
    assert wait_until(lambda: all(is_gone(pid) for pid in pids), PATIENCE)


def test_nothing_survives_the_supervisor_being_killed(tmp_path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.runner.supervised", str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    pids = set().union(*(with_descendants(int(pid)) for pid in program.stdout.readline().split()))
    assert len(pids) > 4, "two dummies, Valkey, PostgreSQL and its helpers"
    program.send_signal(signal.SIGKILL)
    program.wait()
    program.stdout.close()
    assert wait_until(lambda: all(is_gone(pid) for pid in pids), PATIENCE)


def test_a_crashed_process_is_started_again(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(tmp_path, said.append)
    supervisor.bring_up([dummy("bot")])
    try:
        bot = supervisor.find("bot")
        first = bot.pid
        bot.kill()

        def is_back() -> bool:
            supervisor.keep_up()
            return bot.is_ready()

        assert wait_until(is_back, PATIENCE)
        assert bot.pid != first
        assert "starting again" in said[-1]
    finally:
        supervisor.stop()


def test_a_process_that_keeps_crashing_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "LONGEST_BACK_OFF_SECONDS", 0.01)
    supervisor = Supervisor(tmp_path)
    supervisor.bring_up([dummy("bot")])
    bot = supervisor.find("bot")

    def crash_on() -> bool:
        bot.kill()
        supervisor.keep_up()
        return False

    try:
        with pytest.raises(CannotRun, match="bot crashed 5 times within a minute"):
            wait_until(crash_on, PATIENCE)
    finally:
        supervisor.stop()


def test_what_does_not_become_ready_in_time_is_named_beside_servers_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "READY_WITHIN_SECONDS", 0.2)
    supervisor = Supervisor(tmp_path)
    supervisor.start_server(EmbeddedValkey(tmp_path / "valkey"))
    never = dummy("backend", "--slow", "1000", grace=0.2)
    try:
        with pytest.raises(CannotRun, match=r"backend did not become ready .*backend\.log"):
            supervisor.bring_up([dummy("bot", needs={"backend"}), never])
    finally:
        supervisor.stop()


def test_a_step_that_fails_says_why_and_where_to_look(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path)
    try:
        with pytest.raises(CannotRun, match=r"migrate ended with 1 .*no such table.*migrate\.log"):
            supervisor.bring_up([step("migrate", "raise SystemExit('no such table')")])
    finally:
        supervisor.stop()
