"""What a run and its tests need of the machine besides Python: a Chinese font, and a browser for tests."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from runner.errors import CannotRun

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# The lists of the simulator's cards and of the posters; a guard test compares them.
FONT_DIRECTORIES = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path("/System/Library/Fonts"),
)
FONT_NAMES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "PingFang.ttc",
)
FONT_PACKAGE = "fonts-noto-cjk"
STRICT = "TESTS_SKIP_NOTHING"


def chromium() -> str | None:
    """Where the browser is, for tests that need one."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def has_chinese_font(directories: Sequence[Path] = FONT_DIRECTORIES) -> bool:
    return any(True for place in directories for name in FONT_NAMES for _ in place.rglob(name))


def prepare_run(
    env: Mapping[str, str],
    report: Callable[[str], None],
    directories: Sequence[Path] = FONT_DIRECTORIES,
) -> None:
    """All else works without a font, so its absence is said and stops nothing."""
    if has_chinese_font(directories) or (env.get("SIMULATOR_FONT") and env.get("POSTER_FONT")):
        return
    install([FONT_PACKAGE], env, report)
    if not has_chinese_font(directories):
        report(
            "no Chinese font: specimen ID cards and posters cannot be drawn; "
            f"install one (Debian: apt-get install {FONT_PACKAGE}), "
            "or name one in SIMULATOR_FONT and POSTER_FONT"
        )


def prepare_tests(env: Mapping[str, str]) -> None:
    """Install what is missing where we may; elsewhere say which tests that costs.

    Raises CannotRun where nothing may be skipped.
    """
    missing = _missing_packages()
    if missing:
        install(missing, env, lambda text: print(text, flush=True))
    costs = [
        *([] if chromium() else ["No chromium: the browser tests (tests/browser) cannot run."]),
        *([] if has_chinese_font() else ["No Chinese font: tests with ID cards cannot run."]),
    ]
    if costs and env.get(STRICT):
        raise CannotRun(f"{' '.join(costs)} {STRICT} is set, so install {' and '.join(missing)}.")
    for cost in costs:
        print(cost)


def install(packages: Sequence[str], env: Mapping[str, str], report: Callable[[str], None]) -> None:
    """With apt-get, as root or with password-free sudo; otherwise, or offline, it says so."""
    apt = _apt(env)
    names = " and ".join(packages)
    if apt is None:
        report(f"cannot install {names} here (no apt-get, or neither root nor password-free sudo)")
        return
    report(f"installing {names} with apt-get, once")
    quiet = {**env, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages])
    for command in commands:
        done = subprocess.run(
            [*apt, *command], env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, check=False,
        )  # fmt: skip
    if done.returncode != 0:
        report(f"apt-get could not install {names}: {_last_line(done.stderr)}")


def _last_line(text: str) -> str:
    return next(
        (line for line in reversed(text.splitlines()) if line.strip()), "it did not say why"
    )


def _missing_packages() -> list[str]:
    return [
        *([] if chromium() else ["chromium"]),
        *([] if has_chinese_font() else [FONT_PACKAGE]),
    ]


def _apt(env: Mapping[str, str]) -> Sequence[str] | None:
    if shutil.which("apt-get", path=env.get("PATH")) is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if shutil.which("sudo", path=env.get("PATH")) is None:
        return None
    allowed = subprocess.run(
        ["sudo", "-n", "true"], env=dict(env), capture_output=True, check=False
    )
    return ["sudo", "-n", "apt-get"] if allowed.returncode == 0 else None
