"""What is arranged for a colleague: how many at once, which of them, and when. No I/O here."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from backend.desk import team_rules
from backend.desk.shift_rules import Roster, Shift, week_in_words

MOST_AT_ONCE = 30
USUAL_CAPACITY = 5


@dataclass(frozen=True)
class Skills:
    """Nothing chosen: everything they are responsible for."""

    places: frozenset[str] = frozenset()
    trades: frozenset[str] = frozenset()

    def fit(self, division_path: str, trade: str | None) -> bool:
        return team_rules.takes_place(self.places, division_path) and team_rules.takes_trade(
            self.trades, trade
        )


@dataclass(frozen=True)
class Arrangement:
    """`shifts` are those of the usual week, or of the week of `monday`; None: as in the usual one."""

    capacity: int
    skills: Skills
    monday: date | None
    shifts: tuple[Shift, ...] | None


@dataclass(frozen=True)
class Arranged:
    """What is kept; `revision` counts its changes."""

    capacity: int = USUAL_CAPACITY
    skills: Skills = field(default_factory=Skills)
    roster: Roster = field(default_factory=Roster)
    revision: int = 0
    by: UUID | None = None
    at: datetime | None = None

    def week(self, monday: date | None) -> tuple[Shift, ...]:
        """As an editor begins with it."""
        return self.roster.usual if monday is None else self.roster.week(monday) or ()

    def is_usual_week(self, wanted: Arrangement) -> bool:
        """A week of its own that is like all others need not be kept."""
        if wanted.monday is None:
            return False
        return wanted.shifts is None or tuple(sorted(wanted.shifts)) == self.roster.usual

    def changes(self, wanted: Arrangement) -> dict[str, object]:
        """For the audit log: each with what it was."""
        found: dict[str, object] = {}
        if wanted.capacity != self.capacity:
            found["capacity"] = [self.capacity, wanted.capacity]
        for name in ("places", "trades"):
            old, new = sorted(getattr(self.skills, name)), sorted(getattr(wanted.skills, name))
            if old != new:
                found[name] = [old, new]
        was = self.week(wanted.monday)
        now = self.roster.usual if wanted.shifts is None else tuple(sorted(wanted.shifts))
        is_usual_again = wanted.shifts is None and wanted.monday in self.roster.weeks
        if was != now or is_usual_again:
            found["week"] = wanted.monday.isoformat() if wanted.monday else "every"
            found["shifts"] = [week_in_words(was), week_in_words(now)]
        return found
