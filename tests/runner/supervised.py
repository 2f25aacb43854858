"""Run as a program of its own, to be killed: two dummies and both embedded servers, supervised."""

import sys
import time
from pathlib import Path

from runner.postgres import EmbeddedPostgres
from runner.supervisor import Supervisor
from runner.valkey import EmbeddedValkey
from tests.runner.specs import dummy


def main() -> None:
    folder = Path(sys.argv[1])
    supervisor = Supervisor(folder / "logs")
    supervisor.start_server(EmbeddedPostgres(folder / "postgres", durable=False))
    supervisor.start_server(EmbeddedValkey(folder / "valkey"))
    supervisor.bring_up([dummy("one"), dummy("two", needs={"one"})])
    sys.stdout.write(" ".join(str(each.pid) for each in supervisor.alive()) + "\n")
    sys.stdout.flush()
    time.sleep(1000)


if __name__ == "__main__":
    main()
