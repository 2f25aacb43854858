"""The whole running system as one object: for `make run`, journey tests and benchmarks."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from runner import settings
from runner.errors import CannotRun
from runner.model import ensure_model
from runner.plan import plan
from runner.ports import free_ports, require_free
from runner.postgres import EmbeddedPostgres, ensure_database
from runner.processes import wait_until
from runner.services import DATABASE, TRACKER_DATABASE
from runner.supervisor import Supervisor
from runner.valkey import EmbeddedValkey


class Stack:
    """`with Stack(tmp_path) as stack:` runs everything on free ports until the block ends.

    Nothing restarts by itself here: what a test kills stays dead until `start_process`.
    Enter it in a thread that lives as long as the stack; the kernel stops children with it.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        ports: Mapping[str, int] | None = None,
        env: Mapping[str, str] | None = None,
        extra_env: Mapping[str, str] | None = None,
        durable: bool = False,
        report: Callable[[str], None] = lambda _: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.data_dir = data_dir.resolve()
        self.ports = dict(ports or free_ports())
        self.env: dict[str, str] = {}
        base = settings.hermetic_environment() if env is None else env
        self._given = {**base, **(extra_env or {})}
        self._durable = durable
        self._report = report
        self._should_stop = should_stop
        self.postgres: EmbeddedPostgres | None = None
        self.valkey: EmbeddedValkey | None = None
        self.supervisor = Supervisor(self.data_dir / "logs", report, should_stop)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def urls(self) -> dict[str, str]:
        return {name: f"http://127.0.0.1:{port}" for name, port in self.ports.items()}

    def start(self) -> None:
        require_free(self.ports)
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.env = {
            **settings.development_secrets(self.data_dir),
            # The simulator, unless a real account is configured.
            "WECHAT_API_BASE_URL": self.urls["simulator"],
            "WECHAT_JS_SDK_URL": f"{self.urls['simulator']}/open/js/jweixin.js",
            **self._given,
            **settings.own_addresses(self.ports),
            **settings.QUIET,
            "DATA_DIR": str(self.data_dir),
        }
        tracker_url = self._database()
        self.env["REDIS_URL"] = self.env.get("REDIS_URL") or self._embedded_redis()
        model = ensure_model(
            self._report, self.data_dir / "logs" / "train.log", self._should_stop, self.env
        )
        rasa_env = self.env | settings.rasa_addresses(tracker_url)
        self.supervisor.bring_up(plan(self.env, rasa_env, model))

    def stop(self) -> None:
        self.supervisor.stop()

    def pids(self) -> dict[str, int]:
        """Of everything alive, the two servers included; benchmarks sum memory over them."""
        return {each.name: each.pid for each in self.supervisor.alive() if each.pid}

    def kill(self, name: str) -> None:
        """SIGKILL to the process and its helpers, as a crash would end them."""
        self.supervisor.find(name).kill()

    def stop_process(self, name: str) -> None:
        self.supervisor.find(name).stop()

    def start_process(self, name: str, seconds: float = 60) -> None:
        """Return when it is ready again. PostgreSQL and Valkey come back on the same port."""
        process = self.supervisor.find(name)
        process.start()
        if not wait_until(process.is_ready, seconds):
            raise CannotRun(f"{name} did not become ready; see {process.log_path}.")

    def _database(self) -> str:
        """Sets DATABASE_URL; returns the address of Rasa's database beside it."""
        if "DATABASE_URL" not in self.env:
            self.postgres = EmbeddedPostgres(self.data_dir / "postgres", durable=self._durable)
            self.supervisor.start_server(self.postgres)
            self.env["DATABASE_URL"] = self.postgres.url(DATABASE)
            self.postgres.create_database(DATABASE)
        url = self.env["DATABASE_URL"]
        ensure_database(url, TRACKER_DATABASE)
        return settings.with_database(url, TRACKER_DATABASE)

    def _embedded_redis(self) -> str:
        self.valkey = EmbeddedValkey(self.data_dir / "valkey")
        self.supervisor.start_server(self.valkey)
        return self.valkey.url
