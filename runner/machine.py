"""What tests need of the machine besides Python: a browser, and a font with Chinese characters."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FONT_DIRECTORIES = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".fonts",
)
FONT_NAMES = ("*CJK*", "wqy-*", "*SourceHan*")


def chromium() -> str | None:
    """Where the browser is, for tests that need one."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def has_chinese_font() -> bool:
    return any(True for place in FONT_DIRECTORIES for name in FONT_NAMES for _ in place.rglob(name))


def prepare_tests(env: Mapping[str, str]) -> None:
    """Install what is missing where we may; elsewhere say which tests that costs."""
    missing = _missing_packages()
    if missing:
        install = _apt(env)
        if install is None:
            print(f"Cannot install {' and '.join(missing)} here (no root, no password-free sudo).")
        else:
            print(f"Installing {' and '.join(missing)} with apt-get, once.", flush=True)
            _install(install, missing, env)
    if chromium() is None:
        print("No chromium: the browser tests (tests/browser) will not run.")
    if not has_chinese_font():
        print("No Chinese font: tests that draw or read specimen ID cards will not run.")


def _missing_packages() -> list[str]:
    return [
        *([] if chromium() else ["chromium"]),
        *([] if has_chinese_font() else ["fonts-noto-cjk"]),
    ]


def _apt(env: Mapping[str, str]) -> Sequence[str] | None:
    if shutil.which("apt-get", path=env.get("PATH")) is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if shutil.which("sudo", path=env.get("PATH")) is None:
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n", "apt-get"] if allowed.returncode == 0 else None


def _install(apt: Sequence[str], packages: Sequence[str], env: Mapping[str, str]) -> None:
    quiet = {**env, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages])
    for command in commands:
        subprocess.run([*apt, *command], env=quiet, stdout=subprocess.DEVNULL, check=False)
