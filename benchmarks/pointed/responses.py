"""Stands where a test-suite expects the library that answers for the platform: every call goes out.

The rest of the suite is untouched; `pointed_plugin` sends its calls to the simulator.
"""

from collections.abc import Callable
from typing import Any

GET, POST = "GET", "POST"


def activate(test: Callable[..., Any]) -> Callable[..., Any]:
    return test


def add(*_: Any, **__: Any) -> None:
    """What the mock would have answered is not asked for."""


add_callback = add
