"""How many customer-service messages WeChat still takes for one person. No I/O here.

What people do earns messages for a while (the rule of June 2023). Grants of different kinds do not add
up: each send counts against every open one. The platform documents the sizes but not this; it is the
strict reading. Passive replies cost nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from backend.contracts.messages import InboundKind


class Trigger(StrEnum):
    """What earns messages (触发场景)."""

    message = "message"
    # A bottom menu, a msgmenu option, a follow, a scan: all worth the same.
    tap = "tap"


@dataclass(frozen=True)
class Allowance:
    sends: int
    lasts: timedelta


ALLOWANCES = {
    Trigger.message: Allowance(5, timedelta(hours=48)),
    Trigger.tap: Allowance(3, timedelta(minutes=1)),
}
# The assistant leaves this many for staff and notices: they come when the person no longer writes.
RESERVE = 1

_MESSAGES = {
    InboundKind.text,
    InboundKind.image,
    InboundKind.voice,
    InboundKind.video,
    InboundKind.location,
    InboundKind.link,
    InboundKind.unsupported,
}
_TAPS = {
    InboundKind.menu_tap,
    InboundKind.code_sent,
    InboundKind.code_read,
    InboundKind.follow,
    InboundKind.scan,
}


def earned_by(kind: InboundKind, *, option_id: str | None = None) -> Trigger | None:
    """A tap on an option arrives as a text, and is worth a tap."""
    if kind in _TAPS or (kind is InboundKind.text and option_id):
        return Trigger.tap
    return Trigger.message if kind in _MESSAGES else None


@dataclass(frozen=True)
class Grant:
    """`sends` are those counted since it was earned; None: never earned, or lost."""

    trigger: Trigger
    earned_at: datetime | None = None
    sends: int = 0

    @property
    def left(self) -> int:
        return max(ALLOWANCES[self.trigger].sends - self.sends, 0)

    @property
    def closes_at(self) -> datetime | None:
        return self.earned_at + ALLOWANCES[self.trigger].lasts if self.earned_at else None

    def is_open(self, now: datetime) -> bool:
        return self.closes_at is not None and now < self.closes_at

    def is_older_than(self, moment: datetime) -> bool:
        return self.earned_at is not None and self.earned_at <= moment


@dataclass(frozen=True)
class Ledger:
    """One person's two grants."""

    message: Grant = Grant(Trigger.message)
    tap: Grant = Grant(Trigger.tap)

    def earn(self, trigger: Trigger, at: datetime) -> "Ledger":
        """The same trigger again starts over; a retry of the platform, of the same second, does not."""
        grant = self.message if trigger is Trigger.message else self.tap
        if grant.earned_at is not None and at <= grant.earned_at:
            return self
        return self._with(Grant(trigger, at))

    def left(self, now: datetime) -> int:
        """What the platform would still take."""
        return max((grant.left for grant in self._open(now)), default=0)

    def left_for_assistant(self, now: datetime) -> int:
        """A tap's minute is over before anybody else could use it, so nothing of it is kept back."""
        of_message = self.message.left - RESERVE if self.message.is_open(now) else 0
        of_tap = self.tap.left if self.tap.is_open(now) else 0
        return max(of_message, of_tap, 0)

    def closes_at(self, now: datetime) -> datetime | None:
        """When the last grant that still has messages ends."""
        ends = [grant.closes_at for grant in self._open(now) if grant.left and grant.closes_at]
        return max(ends, default=None)

    def is_open(self, now: datetime) -> bool:
        """Also when everything is spent."""
        return bool(self._open(now))

    def spend(self, now: datetime, sends: int = 1) -> "Ledger":
        ledger = self
        for grant in self._open(now):
            ledger = ledger._with(replace(grant, sends=grant.sends + sends))
        return ledger

    def refund(self, spent_at: datetime, sends: int = 1) -> "Ledger":
        """Surely not taken. What was earned after the attempt has never counted it."""
        ledger = self
        for grant in self._counted(spent_at):
            ledger = ledger._with(replace(grant, sends=max(grant.sends - sends, 0)))
        return ledger

    def spent_out(self, spent_at: datetime) -> "Ledger":
        """The platform says 45047: it counted more than we did."""
        ledger = self
        for grant in self._counted(spent_at):
            ledger = ledger._with(replace(grant, sends=ALLOWANCES[grant.trigger].sends))
        return ledger

    def closed(self, spent_at: datetime) -> "Ledger":
        """The platform says 45015: what we thought was open is not."""
        ledger = self
        for grant in self._counted(spent_at):
            ledger = ledger._with(Grant(grant.trigger))
        return ledger

    def _grants(self) -> tuple[Grant, Grant]:
        return self.message, self.tap

    def _open(self, now: datetime) -> list[Grant]:
        return [grant for grant in self._grants() if grant.is_open(now)]

    def _counted(self, spent_at: datetime) -> list[Grant]:
        return [grant for grant in self._grants() if grant.is_older_than(spent_at)]

    def _with(self, grant: Grant) -> "Ledger":
        if grant.trigger is Trigger.message:
            return replace(self, message=grant)
        return replace(self, tap=grant)
