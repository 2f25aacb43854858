"""Two workers share the tests: files go where there is time, all that needs the running system to one of them.

xdist's own groups are marks written into a test's id, which pytest 9 no longer takes from it.
"""

from pathlib import PurePosixPath
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# Whoever uses the running system lives here, so that a test's address alone tells.
RUNNING_SYSTEM = "journeys"


def share_of(nodeid: str) -> str:
    """What stays together: one file, or all that use the one running system."""
    file = PurePosixPath(nodeid.partition("::")[0])
    shared = len(file.parts) > 2 and file.parts[1] == RUNNING_SYSTEM
    return "the running system" if shared else str(file)


class Sharing(LoadScopeScheduling):  # type: ignore[misc]
    """Files in the order of their collection, in which the slowest share comes first."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    return Sharing(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "stack" in getattr(item, "fixturenames", ()):
            _belongs_to_the_running_system(item)
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: share_of(item.nodeid) != "the running system")


def _belongs_to_the_running_system(item: pytest.Item) -> None:
    """A second worker that starts a second system would take all the time saved."""
    if share_of(item.nodeid) != "the running system":
        raise pytest.UsageError(f"{item.nodeid} uses `stack`: move it to tests/journeys")
    # The first of them also starts every process, beside another worker's tests.
    item.add_marker(pytest.mark.timeout(300))
