"""Where nothing may be skipped (`.ci/run` says so with TESTS_SKIP_NOTHING), a skipped test has failed."""

import os
from collections.abc import Generator
from typing import Any

import pytest

VARIABLE = "TESTS_SKIP_NOTHING"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get(VARIABLE):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{VARIABLE} is set, and this was not tried: {why}"
    return report
