"""How many customer-service messages an account may still send to one person. No I/O here.

Grants of different triggers do not add up: each send counts against every open grant, so that what is
left is the largest remainder. The platform documents the sizes but not this; it is the strict reading.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Trigger(StrEnum):
    """What the person did; the platform's 触发场景."""

    message = "message"
    # A tap on a bottom menu or on a msgmenu option, a follow, a scan: all worth the same.
    tap = "tap"


# Opening pages, sending a picked picture or place, and being somewhere allow nothing by themselves.
_TAPS = {"CLICK", "subscribe", "SCAN", "scancode_push", "scancode_waitmsg"}


def trigger_of(message_type: str, event: str, *, is_tap: bool = False) -> Trigger | None:
    """What a push made by hand allows."""
    if message_type == "event":
        return Trigger.tap if event in _TAPS else None
    return Trigger.tap if is_tap else Trigger.message


class NoWindow(Exception):
    """45015: the person did nothing recently that would allow a message."""


class CountExceeded(Exception):
    """45047: the window is open, but its messages are used up."""


@dataclass(frozen=True)
class Allowance:
    limit: int
    lasts: timedelta


@dataclass
class Grant:
    trigger: Trigger
    limit: int
    remaining: int
    expires_at: datetime


@dataclass
class Ledger:
    """One person's grants."""

    allowances: dict[Trigger, Allowance]
    grants: dict[Trigger, Grant] = field(default_factory=dict)

    def earn(self, trigger: Trigger, now: datetime) -> None:
        """The same trigger again starts over; it is never added to what was left."""
        allowance = self.allowances[trigger]
        expires_at = now + allowance.lasts
        self.grants[trigger] = Grant(trigger, allowance.limit, allowance.limit, expires_at)

    def spend(self, now: datetime) -> None:
        """Count one message, or say why it may not be sent."""
        for grant in self.check(now):
            grant.remaining = max(0, grant.remaining - 1)

    def check(self, now: datetime) -> list[Grant]:
        """The grants a message would count against, or why it may not be sent."""
        usable = self.open(now)
        if not usable:
            raise NoWindow
        if all(grant.remaining == 0 for grant in usable):
            raise CountExceeded
        return usable

    def open(self, now: datetime) -> list[Grant]:
        return [grant for grant in self.grants.values() if now < grant.expires_at]

    def close(self) -> None:
        """Somebody who unfollows cannot be written to, whatever they said before."""
        self.grants.clear()


def standard_allowances(message_lasts: timedelta, tap_lasts: timedelta) -> dict[Trigger, Allowance]:
    """The sizes the platform has granted since June 2023."""
    return {
        Trigger.message: Allowance(5, message_lasts),
        Trigger.tap: Allowance(3, tap_lasts),
    }
