"""Trouble ordered in advance: the next calls of one API path are slow, refused or cut off."""

from pydantic import BaseModel, Field


class Fault(BaseModel):
    path: str = Field(pattern=r"^/")
    times: int = Field(default=1, ge=1)
    latency_ms: int = Field(default=0, ge=0)
    errcode: int | None = None
    drop: bool = False


class Faults:
    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> None:
        self._ordered.append(fault.model_copy())

    def next_for(self, path: str) -> Fault | None:
        """The fault that strikes this call, used up by one."""
        fault = next((fault for fault in self._ordered if fault.path == path), None)
        if fault is None:
            return None
        fault.times -= 1
        if fault.times == 0:
            self._ordered.remove(fault)
        return fault

    def clear(self) -> None:
        self._ordered.clear()
