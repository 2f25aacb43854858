"""The whole system on free ports, once a test session; shared by journeys and browser tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runner.stack import Stack


@contextmanager
def whole_stack(data_dir: Path) -> Iterator[Stack]:
    """Every process for real: gateway, backend, worker, Rasa, actions, simulator, Postgres, Valkey."""
    with Stack(data_dir) as stack:
        yield stack
