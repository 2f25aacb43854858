"""The first thing an engineer runs speaks in sentences, and costs nothing when all is done."""

import errno
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from runner import bootstrap
from runner.paths import ROOT


def project(folder: Path, *, version: str = "3.12") -> Path:
    """As a fresh clone: only what bootstrap looks at."""
    for part in (folder, folder / "nlu"):
        part.mkdir(exist_ok=True)
        (part / ".python-version").write_text(version + "\n")
        (part / "requirements.lock").write_text("")
    (folder / "runner").mkdir()
    shutil.copy(ROOT / "runner" / "bootstrap.py", folder / "runner")
    return folder


def run(folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "runner/bootstrap.py"],
        cwd=folder,
        env=os.environ | {"UV_PYTHON_DOWNLOADS": "never"} | env,
        capture_output=True,
        text=True,
        check=False,
    )


def lend_uv(folder: Path) -> None:
    (folder / ".tools" / "uv" / "bin").mkdir(parents=True)
    (folder / ".tools" / "uv" / "bin" / "uv").symlink_to(ROOT / ".tools" / "uv" / "bin" / "uv")


def test_both_environments_are_made_and_the_second_time_nothing_happens(tmp_path: Path) -> None:
    lend_uv(project(tmp_path))
    first = run(tmp_path)
    assert first.returncode == 0, first.stderr
    assert (tmp_path / ".venv" / "bin" / "python").exists()
    assert (tmp_path / "nlu" / ".venv" / "bin" / "python").exists()
    assert run(tmp_path).stdout == ""


def test_a_changed_lock_is_installed_again(tmp_path: Path) -> None:
    lend_uv(project(tmp_path))
    run(tmp_path)
    (tmp_path / "requirements.lock").write_text("# another\n")
    again = run(tmp_path)
    assert "installing the application environment" in again.stdout
    assert "assistant" not in again.stdout


def test_a_missing_python_version_is_one_sentence_with_the_remedy(tmp_path: Path) -> None:
    lend_uv(project(tmp_path, version="3.99"))
    result = run(tmp_path)
    assert result.returncode == 1
    assert result.stderr == (
        "error: Python 3.99 was not found and could not be fetched; "
        "install it (for example `pyenv install 3.99`) and run make again.\n"
    )


def test_a_full_disk_is_noticed_before_installing(tmp_path: Path) -> None:
    with pytest.raises(bootstrap.CannotInstall, match=r"Only 1\.0 GB free .* need 4 GB"):
        bootstrap.require_space(tmp_path, free=1024**3)


def test_what_takes_long_says_that_it_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    slow = [sys.executable, "-c", "import time; print('done'); time.sleep(3)"]
    result = bootstrap.run(slow, doing="installing the assistant environment", every=0.3)
    assert (result.returncode, result.stdout) == (0, "done\n")
    said = capsys.readouterr().out.splitlines()
    assert len(said) >= 2
    assert all(
        re.fullmatch(r"bootstrap: still installing the assistant environment, \d+ s", line)
        for line in said
    )


def test_a_disk_that_fills_up_later_is_one_sentence(tmp_path: Path) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path))
    assert bootstrap.in_words(full) == (
        f"The disk is full (at {tmp_path}); free some space and run make again."
    )


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (project(tmp_path) / ".tools").write_text("a file where a folder belongs")
    result = run(tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith(f"error: {tmp_path}/.tools: ")
    assert "Traceback" not in result.stderr


def test_a_python_without_venv_gets_the_hint_for_debian(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(bootstrap.CannotInstall, match="apt-get install python3-venv"):
        bootstrap.ensure_uv(tmp_path / "uv")
    assert not (tmp_path / "uv").exists()
