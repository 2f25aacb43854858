"""A public client library's own tests, pointed at the simulator: what does it take, refuse, not know?

The library is WeRoBot, the one we found whose source distribution brings its tests of API calls. It
is fetched when this runs and is no part of the repository.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from benchmarks.targets import target
from benchmarks.workplace import clean_folder
from runner.errors import CannotRun
from runner.paths import ROOT
from runner.ports import free_port
from runner.processes import Process, Spec, wait_until
from simulator.client import SimulatorClient
from simulator.config import Settings

Report = Callable[[str], None]

LIBRARY = "WeRoBot==1.13.1"
TESTS = "test_client.py"
NEEDS = ("pytest", "pytest-mock", "multipart")
# No such call, or none with this method: then the simulator lacks something.
UNKNOWN = {40066, 43001, 43002}
# Every test's client asks for one; only those about it are judged by it.
_TOKEN = "/cgi-bin/token"
_POINTED = Path(__file__).with_name("pointed")


@dataclass(frozen=True)
class Ran:
    test: str
    passed: bool
    paths: list[str]
    errcode: int | None
    status: int
    wrong: str

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Self:
        calls = [call for call in raw["calls"] if call["path"] != _TOKEN or "token" in raw["test"]]
        last = next((call for call in calls if call["errcode"]), calls[-1] if calls else {})
        return cls(
            test=raw["test"],
            passed=raw["passed"],
            paths=[call["path"] for call in calls],
            errcode=last.get("errcode"),
            status=last.get("status", 0),
            wrong=(raw["wrong"] or [""])[0],
        )


@dataclass
class Suite:
    ran: list[Ran] = field(default_factory=list)

    def kind(self, name: str) -> list[Ran]:
        return [each for each in self.ran if kind_of(each) == name]


def kind_of(ran: Ran) -> str:
    if not ran.paths:
        return "no call"
    if ran.status >= 500 or ran.errcode in UNKNOWN:
        return "failed"
    if ran.passed:
        return "passed"
    return "refused" if ran.errcode else "answered"


def measure(report: Report) -> Suite:
    folder = clean_folder("public-suite")
    report(f"fetching {LIBRARY} with its tests")
    tests, python = _fetched(folder)
    port = free_port()
    results = folder / "results.json"
    with ExitStack() as stack:
        simulator = _simulator(port, folder)
        stack.callback(simulator.stop)
        simulator.start()
        if not wait_until(simulator.is_ready, 30):
            raise CannotRun(f"the simulator did not become ready; see {simulator.log_path}.")
        url = f"http://127.0.0.1:{port}"
        env = _pointing(url, asyncio.run(_people(url)), results)
        report(f"running {TESTS}")
        # Our own settings for pytest lie above the folder, and are not the suite's.
        pytest = [python, "-m", "pytest", "-q", "-c", os.devnull, "-p", "pointed_plugin", TESTS]
        _run(pytest, tests, env, may_fail=True)
    return Suite([Ran.of(raw) for raw in json.loads(results.read_text())])


def _fetched(folder: Path) -> tuple[Path, str]:
    """The unpacked tests, and a Python that has the library."""
    _run([sys.executable, "-m", "venv", str(folder / "env")], folder)
    python = str(folder / "env" / "bin" / "python")
    pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    _run([*pip, "download", "--no-deps", "--no-binary", ":all:", LIBRARY], folder)
    archive = next(folder.glob("*.tar.gz"))
    _run([*pip, "install", str(archive), *NEEDS], folder)
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    # Away from the source, so that the installed library is the one that is tested.
    shutil.copytree(next(folder.glob("*/tests")), folder / "tests")
    return folder / "tests", python


def _simulator(port: int, folder: Path) -> Process:
    command = [sys.executable, "-m", "simulator", "--port", str(port)]
    env = {"PATH": "/usr/bin:/bin", "SIMULATOR_DELIVERIES": "1"}
    ready = f"http://127.0.0.1:{port}/ready"
    return Process(Spec("simulator", command, ROOT, env, ready_url=ready), folder / "simulator.log")


async def _people(url: str) -> dict[str, str]:
    """Two who follow and have written, so that they may be written to."""
    async with SimulatorClient(url) as simulator:
        phones = [await simulator.phone(name, follows=True) for name in ("甲", "乙")]
        for phone in phones:
            await phone.says("在吗")
    return {"openid": phones[0].openid, "other": phones[1].openid}


def _pointing(url: str, people: dict[str, str], results: Path) -> dict[str, str]:
    account = Settings()
    known = {"app_id": account.wechat_app_id, "app_secret": account.wechat_app_secret, **people}
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(_POINTED),
        "POINTED_AT": url,
        "POINTED_AS": json.dumps(known),
        "POINTED_TO": str(results),
    }


def _run(
    command: list[str], cwd: Path, env: dict[str, str] | None = None, *, may_fail: bool = False
) -> None:
    ended = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if ended.returncode and not may_fail:
        raise CannotRun(
            f"{' '.join(command[:6])} ended with {ended.returncode}: {ended.stderr[-400:]}"
        )


def table(suite: Suite) -> list[str]:
    rows = {
        "passed, unchanged": "passed",
        "answered; the test then compares with the words of its own mock": "answered",
        "refused for what the test made up (ids, files, names)": "refused",
        "not applicable: no call of the platform": "no call",
        "failed: unknown to the simulator, or an error of it": "failed",
    }
    failed = suite.kind("failed")
    return [
        "## A public client's own tests",
        "",
        f"`tests/{TESTS}` of {LIBRARY}, with its mock of the platform taken away, the host, the "
        "credentials and the openids rewritten on the wire, and nothing else.",
        "",
        "| | tests |",
        "|---|---|",
        *(f"| {words} | {len(suite.kind(kind))} |" for words, kind in rows.items()),
        f"| **all** | {len(suite.ran)} |",
        "",
        *(
            f"- {each.test}: {each.paths[-1]} refused with {each.errcode}"
            for each in suite.kind("refused")
        ),
        target(
            f"Calls the simulator does not know or breaks at: {len(failed)}; target none",
            kept=not failed and bool(suite.ran),
        ),
    ]
