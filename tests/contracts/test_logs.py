"""What anybody said, and what opens anything, is in no log, whoever writes the line."""

import asyncio
import gc
import json
import logging
import subprocess
import sys

import pytest

from backend.contracts.logs import JsonLines
from runner.paths import ROOT

WORDS = "张小满说站长打人"


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(JsonLines("test"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def kept() -> Kept:
    return Kept()


def test_an_exception_is_named_and_not_quoted(kept: Kept) -> None:
    logger = logging.Logger("backend")
    logger.addHandler(kept)
    try:
        raise ValueError(WORDS)
    except ValueError:
        logger.exception("turn failed")
    assert json.loads(kept.lines[0])["exception"] == "ValueError"
    assert WORDS not in kept.lines[0]


async def test_what_a_forgotten_task_died_of_is_not_quoted(kept: Kept) -> None:
    async def dies() -> None:
        raise ValueError(WORDS)

    def fails(_: str) -> None:
        raise ValueError(WORDS)

    logger = logging.getLogger("asyncio")
    logger.addHandler(kept)
    try:
        task = asyncio.create_task(dies())
        asyncio.get_running_loop().call_soon(fails, WORDS)
        await asyncio.wait({task})
        del task
        gc.collect()
    finally:
        logger.removeHandler(kept)
    assert len(kept.lines) == 2
    for line in kept.lines:
        assert json.loads(line)["exception"] == "ValueError"
        assert "张小满" not in json.loads(line)["event"]
        assert WORDS not in line


@pytest.mark.parametrize("process", ["backend", "backend.worker", "bot", "actions"])
def test_a_process_that_refuses_its_settings_does_not_print_them(process: str) -> None:
    secret = "THE-END-OF-A-SECRET"
    started = subprocess.run(
        [sys.executable, "-m", process],
        cwd=ROOT,
        env={
            "ENVIRONMENT": "production",
            "INTERNAL_API_TOKEN": f"too-short-{secret}"[-30:],
            "WECHAT_APP_SECRET": secret,
            "ENCRYPTION_KEYS": f"dev:{secret}",
            "BLIND_INDEX_KEY": secret,
            "ACTIONS_PORT": "not a port",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert started.returncode != 0
    assert "ValidationError" in started.stderr
    assert secret not in started.stderr + started.stdout
