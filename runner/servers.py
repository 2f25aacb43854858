"""What an embedded server has in common: a private directory, a remembered port and password."""

import secrets
from abc import ABC, abstractmethod
from pathlib import Path

from runner.errors import CannotRun
from runner.processes import Process, Spec, last_words, wait_until
from runner.remembered import remembered, remembered_port

START_WITHIN_SECONDS = 60.0


class EmbeddedServer(ABC):
    """Chosen once and remembered, so that a restarted server is found where it was."""

    name: str
    once = False
    instead: str  # what to set to use a server of one's own

    def __init__(self, data_dir: Path, port: int | None = None) -> None:
        self.data_dir = data_dir.resolve()
        self.log_path = self.data_dir / f"{self.name}.log"
        self.port = port or 0
        self.password = ""
        self._process: Process | None = None

    @abstractmethod
    def _prepare(self) -> None: ...

    @abstractmethod
    def _spec(self) -> Spec: ...

    @abstractmethod
    def is_ready(self) -> bool: ...

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def returncode(self) -> int | None:
        return self._process.returncode if self._process else None

    def is_alive(self) -> bool:
        return self.pid is not None

    def start(self) -> None:
        """Returns when it takes connections."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.password = remembered(self.data_dir / "password", lambda: secrets.token_hex(24))
        self.port = self.port or remembered_port(self.data_dir / "port")
        self._prepare()
        self._process = Process(self._spec(), self.log_path)
        self._process.start()
        wait_until(lambda: self.is_ready() or not self.is_alive(), START_WITHIN_SECONDS)
        if not self.is_ready():
            words = last_words(self.log_path)
            self.stop()
            raise CannotRun(
                f"{self.name} did not start ({words}); look into {self.log_path}, "
                f"or set {self.instead} to a server of your own."
            )

    def stop(self) -> None:
        if self._process:
            self._process.stop()

    def kill(self) -> None:
        if self._process:
            self._process.kill()
