"""Trouble ordered in advance: for calls of the API, and for pushes to the account."""

import random
from fnmatch import fnmatchcase

from pydantic import BaseModel, Field, model_validator

from simulator.packing import Forgery

_AIM = {"path", "push", "openid", "times", "probability", "deliveries"}


class Ordered(BaseModel):
    """Strikes `times` times, each time something matching comes along and chance agrees."""

    times: int = Field(default=1, ge=1)
    probability: float = Field(default=1, gt=0, le=1)

    @property
    def trouble(self) -> dict[str, object]:
        """What it does, without to whom and how often."""
        return self.model_dump(mode="json", exclude=_AIM, exclude_defaults=True)


class Fault(Ordered):
    """For an API path; `*` stands for anything."""

    path: str = Field(pattern=r"^/")
    latency_ms: int = Field(default=0, ge=0)
    errcode: int | None = None
    # Cut off before anything happened, or after: then it happened, but nobody is told.
    drop: bool = False
    drop_after: bool = False


class PushFault(Ordered):
    """For pushes of a kind (`text`, `CLICK`, `*`), of one person or of anybody."""

    push: str = "*"
    openid: str = ""
    # The push sets out late, or only when the person's next one has arrived.
    delay_ms: int = Field(default=0, ge=0)
    after_next: bool = False
    # The rest happens to the first so many deliveries of a push that is struck.
    deliveries: int = Field(default=1, ge=1, le=9)
    latency_ms: int = Field(default=0, ge=0)
    copies: int = Field(default=1, ge=1, le=20)
    lose_answer: bool = False
    hang_up_ms: int | None = Field(default=None, ge=0)
    forge: Forgery | None = None

    @model_validator(mode="after")
    def _does_something(self) -> "PushFault":
        if not self.trouble:
            raise ValueError("this fault would change nothing")
        return self


class Faults:
    def __init__(self) -> None:
        self.api: list[Fault] = []
        self.pushes: list[PushFault] = []

    def next_for(self, path: str) -> Fault | None:
        """The fault that strikes this call, used up by one."""
        return _struck(self.api, [f for f in self.api if fnmatchcase(path, f.path)])

    def next_for_push(self, name: str, openid: str) -> PushFault | None:
        matching = [
            fault
            for fault in self.pushes
            if fnmatchcase(name, fault.push) and fault.openid in ("", openid)
        ]
        return _struck(self.pushes, matching)

    def clear(self) -> None:
        self.api.clear()
        self.pushes.clear()


def _struck[F: Ordered](ordered: list[F], matching: list[F]) -> F | None:
    for fault in matching:
        if random.random() >= fault.probability:
            continue
        fault.times -= 1
        if fault.times == 0:
            ordered.remove(fault)
        return fault
    return None
