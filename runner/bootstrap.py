"""Makes both Python environments from the lock files; needs only a Python 3.8 and its venv module.

Runs before anything is installed, so it imports nothing but the standard library, and nothing of
this package. Does nothing, quickly, when the environments already match their locks.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

UV_VERSION = "0.13.9"
SPACE_NEEDED = 4 * 1024**3
SAY_EVERY = 15.0


class CannotInstall(Exception):
    """One sentence that says what is wrong and what to do."""


class Environment:
    """A directory with a `.python-version`, a `requirements.lock` and a `.venv` made from them."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.lock = folder / "requirements.lock"
        self.venv = folder / ".venv"
        self.python = self.venv / "bin" / "python"
        self.version = (folder / ".python-version").read_text().strip()

    @property
    def stamp(self) -> Path:
        return self.venv / ".installed-from"

    def wanted(self) -> str:
        return self.version + " " + hashlib.sha256(self.lock.read_bytes()).hexdigest()

    def is_current(self) -> bool:
        return (
            self.python.exists() and self.stamp.exists() and self.stamp.read_text() == self.wanted()
        )


def bootstrap(root: Path) -> None:
    environments = [Environment("application", root), Environment("assistant", root / "nlu")]
    if all(each.is_current() for each in environments):
        return
    with only_one(root / ".tools"):
        stale = [each for each in environments if not each.is_current()]
        if any(not each.python.exists() for each in stale):
            require_space(root)
        uv = ensure_uv(root / ".tools" / "uv")
        for each in stale:
            install(each, uv)


def require_space(root: Path, free: int | None = None) -> None:
    free = shutil.disk_usage(str(root)).free if free is None else free
    if free < SPACE_NEEDED:
        raise CannotInstall(
            f"Only {free / 1024**3:.1f} GB free on the disk of {root}; both environments need 4 GB, "
            "free some space and run make again."
        )


def ensure_uv(folder: Path) -> Path:
    uv = folder / "bin" / "uv"
    if uv.exists():
        return uv
    say("installing uv " + UV_VERSION)
    if run([sys.executable, "-m", "venv", str(folder)]).returncode != 0:
        shutil.rmtree(str(folder), ignore_errors=True)
        raise CannotInstall(
            "This Python cannot make virtual environments; "
            "install the module (Debian: apt-get install python3-venv) and run make again."
        )
    pip = run(
        [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "uv==" + UV_VERSION],
        doing="installing uv",
    )
    if pip.returncode != 0 or not uv.exists():
        shutil.rmtree(str(folder), ignore_errors=True)
        raise CannotInstall(
            f"uv could not be installed ({last_line(pip)}); check that pip reaches a package index "
            "and run make again."
        )
    return uv


def install(environment: Environment, uv: Path) -> None:
    if not is_version(environment):
        make_venv(environment, uv)
    say(
        f"installing the {environment.name} environment (Python {environment.version}), a minute or so the first time"
    )
    sync = run(
        [
            str(uv), "pip", "sync", "--quiet", "--require-hashes", environment.lock.name,
            "--python", str(environment.python),
        ],
        environment.folder,
        doing="installing the " + environment.name + " environment",
    )  # fmt: skip
    if sync.returncode != 0:
        raise CannotInstall(
            f"The {environment.name} environment could not be installed ({last_line(sync)}); check the network and the disk "
            "and run make again."
        )
    environment.stamp.write_text(environment.wanted())


def is_version(environment: Environment) -> bool:
    """A venv of another Python, or one whose Python has been removed, is made anew."""
    if not environment.python.exists():
        return False
    shown = run([str(environment.python), "--version"])
    return shown.stdout.strip().startswith("Python " + environment.version + ".")


def make_venv(environment: Environment, uv: Path) -> None:
    # In the folder: its .python-version is what lets uv see a Python managed by pyenv.
    made = run(
        [
            str(uv), "venv", "--quiet", "--clear", "--no-project",
            "--python", environment.version, str(environment.venv),
        ],
        environment.folder,
        doing="fetching Python " + environment.version,
    )  # fmt: skip
    if made.returncode != 0:
        raise CannotInstall(
            f"Python {environment.version} was not found and could not be fetched; install it "
            f"(for example `pyenv install {environment.version}`) and run make again."
        )


def run(
    command: list[str], folder: Path | None = None, doing: str = "", every: float = SAY_EVERY
) -> subprocess.CompletedProcess[str]:
    """What takes long says now and then that it is still `doing` it."""
    # A pyenv shim that started us exports its own version, which would hide all others.
    misleading = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "PYENV_VERSION", "PYENV_DIR")
    env = {name: value for name, value in os.environ.items() if name not in misleading}
    begun = time.monotonic()
    with subprocess.Popen(
        command,
        cwd=str(folder) if folder else None,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        universal_newlines=True,
    ) as process:
        while True:
            try:
                out, err = process.communicate(timeout=every if doing else None)
                return subprocess.CompletedProcess(command, process.returncode, out, err)
            except subprocess.TimeoutExpired:
                say(f"still {doing}, {time.monotonic() - begun:.0f} s")
            except BaseException:
                process.kill()
                raise


def last_line(result: subprocess.CompletedProcess[str]) -> str:
    lines = [line.strip() for line in result.stderr.splitlines() if line.strip()]
    return lines[-1] if lines else f"exit code {result.returncode}"


@contextmanager
def only_one(tools: Path) -> Iterator[None]:
    """Two makes at once: the second waits and finds everything done."""
    tools.mkdir(exist_ok=True)
    with (tools / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def in_words(problem: OSError) -> str:
    """What the machine refused, and the remedy."""
    place = str(problem.filename or "a file")
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full (at {place}); free some space and run make again."
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{place} cannot be used ({problem.strerror}); check its owner and permissions and run make again."
    return f"{place}: {problem.strerror or problem}; put that right and run make again."


def say(text: str) -> None:
    print("bootstrap: " + text, flush=True)


def main() -> int:
    try:
        bootstrap(Path(__file__).resolve().parent.parent)
    except CannotInstall as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"error: {in_words(problem)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
