"""How a test of somebody else's suite is judged by what the simulator answered it."""

from typing import Any

import pytest

from benchmarks.public_suite import Ran, Suite, kind_of, table
from benchmarks.targets import missed

TOKEN = {"path": "/cgi-bin/token", "status": 200, "errcode": 0}


def ran(passed: bool, *calls: dict[str, Any]) -> Ran:
    return Ran.of({"test": "T::test_menu", "passed": passed, "calls": [TOKEN, *calls], "wrong": []})


def call(errcode: int | None, status: int = 200) -> dict[str, Any]:
    return {"path": "/cgi-bin/menu/get", "status": status, "errcode": errcode}


@pytest.mark.parametrize(
    ("judged", "kind"),
    [
        (ran(True), "no call"),
        (ran(True, call(0)), "passed"),
        (ran(False, call(0)), "answered"),
        (ran(False, call(0), call(40007), call(0)), "refused"),
        (ran(True, call(40066)), "failed"),
        (ran(False, call(None, status=500)), "failed"),
    ],
)
def test_a_test_is_judged_by_the_platforms_answer(judged: Ran, kind: str) -> None:
    assert kind_of(judged) == kind


def test_a_call_the_simulator_does_not_know_misses_the_target() -> None:
    assert missed(table(Suite([ran(True, call(0))]))) == []
    assert len(missed(table(Suite([ran(False, call(40066))])))) == 1
    assert len(missed(table(Suite()))) == 1
