"""What tests of several folders share, first of all the one running system of the journeys."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from runner import machine
from runner.stack import Stack
from tests.browsing import browser, colleague, page  # noqa: F401
from tests.services import migrated_url, open_database, peers, servers  # noqa: F401
from tests.sharing import (  # noqa: F401
    pytest_collection_modifyitems,
    pytest_xdist_make_scheduler,
)
from tests.stack import whole_stack
from tests.strictness import pytest_runtest_makereport  # noqa: F401

# How long an example takes depends on the machine, and is no promise.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    if not machine.has_chinese_font():
        pytest.skip("no Chinese font is installed, so no courier could photograph a card")
    with whole_stack(tmp_path_factory.mktemp("stack")) as stack:
        yield stack
