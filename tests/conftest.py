"""The one running system that journeys and browser tests share."""

from collections.abc import Iterator

import pytest

from runner.stack import Stack
from tests.stack import whole_stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with whole_stack(tmp_path_factory.mktemp("stack")) as stack:
        yield stack
