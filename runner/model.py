"""The trained Rasa model that belongs to the files in `nlu/`; named after their contents."""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from runner.errors import CannotRun
from runner.paths import NLU, NLU_PYTHON
from runner.processes import Process, Spec, last_words

# Whatever shapes the model. Serving code (endpoints, credentials) does not.
INPUTS = ("config.yml", "domain", "data", "lexicon", "components", "requirements.lock")
MODELS_KEPT = 3


def model_path(nlu: Path = NLU) -> Path:
    return nlu / "models" / f"{fingerprint(nlu)}.tar.gz"


def fingerprint(nlu: Path = NLU) -> str:
    digest = hashlib.sha256()
    for path in _inputs(nlu):
        digest.update(str(path.relative_to(nlu)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def ensure_model(
    report: Callable[[str], None],
    log_path: Path,
    should_stop: Callable[[], bool] = lambda: False,
    env: Mapping[str, str] = os.environ,
) -> Path:
    """Train unless a model of these very files exists. A second caller waits for the first."""
    path = model_path()
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(path.parent / ".lock", report, should_stop):
        # Again if somebody edited while it trained: the name must not promise what is not there.
        while not (path := model_path()).exists():
            _train(path, report, log_path, should_stop, env)
        _forget_old_models(path)
    return path


def _train(
    path: Path,
    report: Callable[[str], None],
    log_path: Path,
    should_stop: Callable[[], bool],
    env: Mapping[str, str],
) -> None:
    half_done = path.parent / f"training-{os.getpid()}.tar.gz"
    command = [
        str(NLU_PYTHON), "-m", "rasa", "train", "--domain", "domain", "--data", "data",
        "--out", "models", "--fixed-model-name", half_done.name.removesuffix(".tar.gz"),
    ]  # fmt: skip
    quiet = {**env, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    training = Process(Spec("train", command, NLU, quiet), log_path)
    begun = time.monotonic()
    training.start()
    try:
        _wait(training, report, should_stop)
    finally:
        training.stop()
    if should_stop():
        half_done.unlink(missing_ok=True)
        raise CannotRun("Stopped while training the assistant's model.")
    if training.returncode != 0 or not half_done.exists():
        raise CannotRun(
            f"Training the assistant's model failed ({last_words(log_path)}); see {log_path}."
        )
    if model_path() != path:
        half_done.unlink()
        return
    # Renamed only when whole: a model file that exists is a model that works.
    half_done.replace(path)
    report(f"assistant's model trained in {time.monotonic() - begun:.0f} s")


def _wait(
    training: Process, report: Callable[[str], None], should_stop: Callable[[], bool]
) -> None:
    begun = time.monotonic()
    next_report = 0.0
    while training.is_alive() and not should_stop():
        elapsed = time.monotonic() - begun
        if elapsed >= next_report:
            report(f"training the assistant's model, {elapsed:.0f} s (usually about a minute)")
            next_report = elapsed + 10
        time.sleep(0.1)


def _inputs(nlu: Path) -> Iterator[Path]:
    for name in INPUTS:
        path = nlu / name
        files = [path] if path.is_file() else path.rglob("*")
        yield from sorted(
            file
            for file in files
            if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".pyc"
        )


@contextmanager
def _only_one(
    lock_path: Path, report: Callable[[str], None], should_stop: Callable[[], bool]
) -> Iterator[None]:
    waits = False
    with lock_path.open("w") as lock:
        while not _took(lock):
            if should_stop():
                raise CannotRun("Stopped while another make trains the assistant's model.")
            if not waits:
                report("waiting for another make that trains the assistant's model")
                waits = True
            time.sleep(0.2)
        yield


def _took(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forget_old_models(current: Path) -> None:
    """Keeps a few, for going back and forth between branches; drops what a kill left half done."""
    models = current.parent
    for path in models.glob("training-*.tar.gz"):
        path.unlink()
    found = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[MODELS_KEPT:]:
        path.unlink(missing_ok=True)
