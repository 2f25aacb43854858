"""One reading process seen from the backend: started, asked, killed."""

import asyncio
import json
import os
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

ENGINE = (sys.executable, "-m", "backend.documents.ocr_engine")
ROOT = Path(__file__).resolve().parents[2]
LARGEST_ANSWER = 8 * 1024 * 1024

# Decoders of strangers' pictures get no keys and no passwords to leak.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH")


class ChildDied(Exception):
    """It ended, or could not start, before it answered."""


class OcrChild:
    """Answers one question at a time; whoever gets an exception kills it and takes another."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, command: Sequence[str], *, seconds: float) -> "OcrChild":
        """Returns when the models are loaded. Raises ChildDied or TimeoutError."""
        process = await asyncio.create_subprocess_exec(
            *command,
            str(os.getpid()),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # Whatever a library prints about a photo is personal data; faults come as messages.
            stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
            env=_environment(),
            # Ctrl-C reaches the whole terminal; the backend decides when its readers end.
            start_new_session=True,
        )
        child = cls(process)
        try:
            async with asyncio.timeout(seconds):
                greeting = await child._receive()
        except BaseException:
            await child.kill()
            raise
        if "ready" not in greeting:
            await child.kill()
            raise ChildDied(str(greeting.get("error", "no greeting")))
        return child

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, jpeg: bytes) -> dict[str, Any]:
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(struct.pack(">I", len(jpeg)) + jpeg)
            await stdin.drain()
        except (ConnectionError, RuntimeError) as error:
            raise ChildDied(f"pid {self.pid} is gone") from error
        return await self._receive()

    async def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        # Shielded: a cancelled request must still leave no zombie behind.
        await asyncio.shield(self._process.wait())

    async def _receive(self) -> dict[str, Any]:
        stdout = self._process.stdout
        assert stdout is not None
        try:
            (length,) = struct.unpack(">I", await stdout.readexactly(4))
            if length > LARGEST_ANSWER:
                raise ChildDied(f"pid {self.pid} lost the framing")
            message: dict[str, Any] = json.loads(await stdout.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError, ValueError) as error:
            raise ChildDied(f"pid {self.pid} ended before answering") from error
        return message


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}
