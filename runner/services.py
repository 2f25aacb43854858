"""The two servers everything else needs, for the runner and for tests alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runner.postgres import EmbeddedPostgres
from runner.valkey import EmbeddedValkey

DATABASE = "gonghui"
TRACKER_DATABASE = "rasa"


@dataclass(frozen=True)
class Services:
    postgres: EmbeddedPostgres
    valkey: EmbeddedValkey

    @property
    def database_url(self) -> str:
        return self.postgres.url(DATABASE)

    @property
    def tracker_database_url(self) -> str:
        return self.postgres.url(TRACKER_DATABASE)

    @property
    def redis_url(self) -> str:
        return self.valkey.url


@contextmanager
def embedded_services(data_dir: Path, *, durable: bool = False) -> Iterator[Services]:
    """PostgreSQL with both databases, and Valkey. Not durable by default: this is for tests.

    Use it from a thread that outlives the servers, they are told to stop when that thread ends.
    """
    services = Services(
        EmbeddedPostgres(data_dir / "postgres", durable=durable),
        EmbeddedValkey(data_dir / "valkey"),
    )
    try:
        services.postgres.start()
        services.postgres.create_database(DATABASE)
        services.postgres.create_database(TRACKER_DATABASE)
        services.valkey.start()
        yield services
    finally:
        services.valkey.stop()
        services.postgres.stop()
