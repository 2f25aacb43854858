"""How a test tells the fake backend to refuse."""

from collections import defaultdict
from typing import Any

from backend.contracts.errors import ErrorBody, ErrorCode


class Refused(Exception):
    def __init__(self, code: ErrorCode, **data: Any) -> None:
        super().__init__(code.value)
        self.body = ErrorBody(code=code, data=data)


class Refusals:
    """Ordered by use case, given out one after the other."""

    def __init__(self) -> None:
        self._ordered: dict[str, list[Refused]] = defaultdict(list)

    def order(self, use_case: str, code: ErrorCode, *, times: int = 1, **data: Any) -> None:
        self._ordered[use_case] += [Refused(code, **data)] * times

    def checkpoint(self, use_case: str) -> None:
        if self._ordered[use_case]:
            raise self._ordered[use_case].pop(0)
