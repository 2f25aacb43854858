"""The account's menu between `bot`, which has it, and the console, which shows and publishes it."""

from typing import Any

from pydantic import BaseModel, Field


class MenuEntry(BaseModel):
    """A button. `value` is what a tap does: a key, an address; empty for one that only opens others."""

    name: str
    type: str = ""
    value: str = ""
    entries: list["MenuEntry"] = Field(default_factory=list)


class MenuProblem(BaseModel):
    """Why the platform would refuse: which button, which limit; `data` holds the figures."""

    button: str
    code: str
    detail: str = ""
    data: dict[str, Any] = Field(default_factory=dict)


class MenuState(BaseModel):
    """The configured menu beside the one people see; `live` is None when there is none or unknown."""

    configured: list[MenuEntry]
    problems: list[MenuProblem] = Field(default_factory=list)
    # Of the configured menu: what was looked at is what gets published.
    fingerprint: str = ""
    live: list[MenuEntry] | None = None
    # False when the platform did not say; `errcode` is its reason, 0 when it gave none.
    live_is_known: bool = True
    errcode: int = 0


class MenuOrder(BaseModel):
    """Publish the configured menu, if it still is the one with this fingerprint."""

    fingerprint: str = Field(max_length=64)
