"""`python -m runner` ends with one sentence when it cannot go on."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from runner.model import fingerprint
from runner.paths import ROOT
from runner.ports import LOOPBACK
from runner.terminal import loud


def test_a_taken_port_is_one_sentence_with_the_remedy(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = subprocess.run(
            [sys.executable, "-m", "runner", "run", "--data-dir", str(tmp_path)],
            cwd=ROOT,
            env=os.environ | {"BOT_PORT": str(port)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert result.returncode == 1
    assert result.stderr.startswith(f"error: Port {port} for bot is taken; stop the program")
    assert "BOT_PORT" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_data_directory_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = subprocess.run(
        [sys.executable, "-m", "runner", "services", "--data-dir", str(tmp_path / "file" / "data")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith(f"error: {tmp_path}/file")
    assert "Traceback" not in result.stderr


def test_the_model_is_named_after_what_shapes_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "nlu.yml").write_text("a")
    before = fingerprint(tmp_path)
    (tmp_path / "endpoints.yml").write_text("not part of the model")
    assert fingerprint(tmp_path) == before
    (tmp_path / "data" / "nlu.yml").write_text("b")
    assert fingerprint(tmp_path) != before


def test_the_terminal_shows_warnings_and_keeps_quiet_about_the_rest() -> None:
    assert loud('{"level": "warning", "event": "retry"}')
    assert loud("2026-01-01 ERROR rasa.core  - no")
    assert not loud('{"level": "info", "event": "an ERROR in words only"}')
    assert not loud("Loading model")
