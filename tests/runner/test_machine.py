"""A machine without a Chinese font or a browser: installed where we may, said plainly where not."""

import os
from pathlib import Path

import pytest

from runner import machine
from runner.errors import CannotRun


def path_with(folder: Path, **programs: str) -> dict[str, str]:
    """An environment whose PATH holds just these programs, and what a shell script needs."""
    folder.mkdir()
    for name, script in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    for name in ("sh", "touch", "echo"):
        (folder / name).symlink_to(f"/bin/{name}")
    return {"PATH": str(folder)}


def machine_with_apt(tmp_path: Path, script: str) -> dict[str, str]:
    # Whoever runs the tests: root calls apt-get, others would through sudo.
    return path_with(tmp_path / "bin", **{"apt-get": script, "sudo": 'shift; exec "$@"'})


def test_a_run_installs_the_font_it_misses(tmp_path: Path) -> None:
    font = tmp_path / "fonts" / "NotoSansCJK-Regular.ttc"
    font.parent.mkdir()
    env = machine_with_apt(tmp_path, f'[ "$1" = update ] || touch "{font}"')
    env["PATH"] += os.pathsep + "/usr/bin" if os.geteuid() else ""
    said: list[str] = []
    machine.prepare_run(env, said.append, [font.parent])
    assert said == ["installing fonts-noto-cjk with apt-get, once"]
    machine.prepare_run(env, said.append, [font.parent])
    assert len(said) == 1


def test_a_run_goes_on_without_a_font_and_names_the_remedy(tmp_path: Path) -> None:
    said: list[str] = []
    machine.prepare_run(path_with(tmp_path / "bin"), said.append, [tmp_path])
    assert said[0].startswith("cannot install fonts-noto-cjk here")
    assert "apt-get install fonts-noto-cjk" in said[1]
    assert "SIMULATOR_FONT and POSTER_FONT" in said[1]


def test_an_apt_that_fails_is_quoted(tmp_path: Path) -> None:
    env = machine_with_apt(tmp_path, "echo 'E: no route to the archive' >&2; exit 100")
    said: list[str] = []
    machine.install(["fonts-noto-cjk"], env, said.append)
    assert said[-1] == "apt-get could not install fonts-noto-cjk: E: no route to the archive"


def test_named_fonts_are_enough(tmp_path: Path) -> None:
    said: list[str] = []
    env = {"SIMULATOR_FONT": "a.ttf", "POSTER_FONT": "a.ttf"}
    machine.prepare_run(env, said.append, [tmp_path])
    assert said == []


def test_where_nothing_may_be_skipped_a_missing_browser_ends_the_preparation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = path_with(tmp_path / "bin")
    monkeypatch.setenv("PATH", env["PATH"])
    machine.prepare_tests(env)
    with pytest.raises(CannotRun, match=r"No chromium.*TESTS_SKIP_NOTHING"):
        machine.prepare_tests(env | {machine.STRICT: "1"})
