"""The form of a colleague's duty: read, judged, and shown again with nothing lost. No I/O here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from backend.console.clock import time_of
from backend.console.team_words import TROUBLE
from backend.desk.arrange_rules import MOST_AT_ONCE, Arranged, Arrangement, Skills
from backend.desk.shift_rules import DAYS, Shift, Trouble, troubles

# Far more than anybody may have; a form is not read without end.
_MOST_ROWS = 12
Row = tuple[str, str]
# What a posted form says, each field as often as it stands there.
Fields = Mapping[str, Sequence[str]]


@dataclass
class DutyForm:
    """`errors` by the field they stand at: capacity, places, trades, day-0 to day-6."""

    capacity: str
    some_places: bool
    places: frozenset[str]
    some_trades: bool
    trades: frozenset[str]
    days: list[list[Row]]
    errors: dict[str, str] = field(default_factory=dict)

    def arrangement(self, monday: date | None) -> Arrangement | None:
        """None when something must be corrected first; `errors` says what."""
        self.errors = {}
        capacity = self._capacity()
        skills = Skills(
            self._chosen("places", "县（市、区）", is_some=self.some_places, chosen=self.places),
            self._chosen("trades", "行业", is_some=self.some_trades, chosen=self.trades),
        )
        shifts = self._shifts(repeats=monday is None)
        return None if self.errors else Arrangement(capacity, skills, monday, shifts)

    def _capacity(self) -> int:
        said = self.capacity.strip()
        number = int(said) if said.isdecimal() and len(said) < 4 else 0
        if not 1 <= number <= MOST_AT_ONCE:
            self.errors["capacity"] = f"请填 1 到 {MOST_AT_ONCE} 的整数。"
        return number

    def _chosen(
        self, name: str, what: str, *, is_some: bool, chosen: frozenset[str]
    ) -> frozenset[str]:
        if is_some and not chosen:
            self.errors[name] = f"至少选一个{what}，或者选「全部」。"
        return chosen if is_some else frozenset()

    def _shifts(self, *, repeats: bool) -> tuple[Shift, ...]:
        shifts, found = [], {}
        for day, rows in enumerate(self.days):
            for begins, finishes in rows:
                starts, ends = time_of(begins), time_of(finishes)
                if starts is None or ends is None:
                    found[day] = Trouble.half
                else:
                    shifts.append(Shift(day, starts, ends))
        found = troubles(shifts, repeats=repeats) | found
        self.errors |= {f"day-{day}": TROUBLE[trouble] for day, trouble in found.items()}
        return tuple(sorted(shifts))


def filled_from(fields: Fields) -> DutyForm:
    return DutyForm(
        capacity=first(fields, "capacity")[:8],
        some_places=first(fields, "places") == "some",
        places=frozenset(path[:40] for path in fields.get("place", ())),
        some_trades=first(fields, "trades") == "some",
        trades=frozenset(code[:20] for code in fields.get("trade", ())),
        days=[_rows(fields, day) for day in DAYS],
    )


def first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def filled_with(kept: Arranged, monday: date | None) -> DutyForm:
    """As the page shows it first."""
    days: list[list[Row]] = [[] for _ in DAYS]
    for shift in kept.week(monday):
        days[shift.weekday].append((f"{shift.starts:%H:%M}", f"{shift.ends:%H:%M}"))
    return DutyForm(
        capacity=str(kept.capacity),
        some_places=bool(kept.skills.places),
        places=kept.skills.places,
        some_trades=bool(kept.skills.trades),
        trades=kept.skills.trades,
        days=days,
    )


def _rows(fields: Fields, day: int) -> list[Row]:
    """A row left empty is no shift."""
    begins = [said.strip()[:8] for said in fields.get(f"from-{day}", ())]
    finishes = [said.strip()[:8] for said in fields.get(f"to-{day}", ())]
    return [row for row in zip(begins, finishes, strict=False) if any(row)][:_MOST_ROWS]
