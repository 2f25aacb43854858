"""A stock Rasa 3.6.21 beside ours: same words and rules, its own pipeline, nothing of ours patched in."""

import hashlib
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from runner.errors import CannotRun
from runner.paths import DATA_DIR, NLU, NLU_PYTHON, ROOT
from runner.ports import LOOPBACK
from runner.processes import Process, Spec, last_words, wait_until

BENCH = DATA_DIR / "bench"
CONFIG = Path(__file__).with_name("stock_config.yml")
LOCK = Path(__file__).with_name("requirements-stock.lock")
UV = ROOT / ".tools" / "uv" / "bin" / "uv"
START_SECONDS = 120

# The tracker stays in memory and the lock too: both are Rasa's defaults.
ENDPOINTS = "action_endpoint:\n  url: {actions}/webhook\n"
CREDENTIALS = "rest:\n"


def stock_project() -> Path:
    """A project directory of its own, named after its contents; `components/` is out of reach."""
    project = BENCH / "stock" / _fingerprint()
    if not project.exists():
        shutil.rmtree(project.parent, ignore_errors=True)
        project.mkdir(parents=True)
    shutil.copyfile(CONFIG, project / "config.yml")
    (project / "credentials.yml").write_text(CREDENTIALS)
    for part in ("domain", "data"):
        shutil.copytree(NLU / part, project / part, dirs_exist_ok=True)
    return project


def train(project: Path, env: Mapping[str, str], report: Callable[[str], None]) -> None:
    """Once for each content; DIET takes its time."""
    if (project / "models" / "stock.tar.gz").exists():
        return
    command = [
        str(NLU_PYTHON), "-m", "rasa", "train", "--domain", "domain", "--data", "data",
        "--fixed-model-name", "stock",
    ]  # fmt: skip
    training = Process(Spec("train", command, project, _quiet(env)), project / "train.log")
    training.start()
    try:
        seconds = 0
        while training.is_alive():
            report(f"training the stock pipeline, {seconds} s (usually some minutes, once)")
            wait_until(lambda: not training.is_alive(), 20, every=0.5)
            seconds += 20
    finally:
        training.stop()
    if training.returncode != 0:
        log = training.log_path
        raise CannotRun(f"Training the stock pipeline failed ({last_words(log)}); see {log}.")


@contextmanager
def running(project: Path, port: int, env: Mapping[str, str]) -> Iterator[Process]:
    """Once it answers; the same action server as ours works for it."""
    (project / "endpoints.yml").write_text(ENDPOINTS.format(actions=env["ACTIONS_URL"]))
    command = [
        str(NLU_PYTHON), "-m", "rasa", "run", "-i", LOOPBACK, "-p", str(port),
        "--model", "models/stock.tar.gz",
        "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
    ]  # fmt: skip
    # It answers here only after its model is loaded.
    spec = Spec("stock", command, project, _quiet(env), ready_url=f"http://{LOOPBACK}:{port}/")
    process = Process(spec, project / "run.log")
    process.start()
    try:
        if not wait_until(process.is_ready, START_SECONDS):
            log = process.log_path
            raise CannotRun(f"Stock Rasa did not start ({last_words(log)}); see {log}.")
        yield process
    finally:
        process.stop()


def url_of(process: Process) -> str:
    return (process.spec.ready_url or "").rstrip("/")


def pids(process: Process) -> dict[str, int]:
    return {"stock rasa": process.pid} if process.pid else {}


def ensure_tokenizer() -> Path:
    """Jieba, which only the stock pipeline needs: beside Rasa's environment, not in it."""
    packages = BENCH / "packages" / hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    if not (packages / "jieba").exists():
        command = [
            str(UV), "pip", "install", "--quiet", "--require-hashes", "--no-deps",
            "--python", str(NLU_PYTHON), "--target", str(packages), "-r", str(LOCK),
        ]  # fmt: skip
        installed = subprocess.run(command, capture_output=True, text=True, check=False)
        if installed.returncode != 0:
            shutil.rmtree(packages, ignore_errors=True)
            raise CannotRun(
                f"Jieba could not be installed ({installed.stderr.strip()[-200:]}); "
                "check that a package index is reachable and run make bench again."
            )
    return packages


def _fingerprint() -> str:
    digest = hashlib.sha256(CONFIG.read_bytes() + LOCK.read_bytes())
    for part in ("domain", "data"):
        for path in sorted((NLU / part).rglob("*.yml")):
            digest.update(str(path.relative_to(NLU)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _quiet(env: Mapping[str, str]) -> dict[str, str]:
    """Thread limits are our tuning; a stock Rasa decides for itself."""
    untuned = {name: value for name, value in env.items() if not name.endswith("_NUM_THREADS")}
    return {
        **untuned,
        "PYTHONPATH": str(ensure_tokenizer()),
        "PYTHONWARNINGS": "ignore",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
