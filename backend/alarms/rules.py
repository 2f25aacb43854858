"""Whom an alarm rings, when it rings again, and who sets duty phones. No I/O here."""

from collections.abc import Iterable
from datetime import timedelta

from backend.staff.roles import Role
from backend.staff.rules import Binding, covers

# Somebody may die (L10); whatever else rings can wait a minute longer.
DANGER = frozenset({"express_crisis", "report_emergency"})
NOBODY_THERE = "nobody_there"
CLIMB_AFTER = timedelta(minutes=10)
_HOURLY_AFTER_PAGES = 6
# Somebody may have set a phone, or the network may be back.
RETRY_AFTER = timedelta(minutes=1)


def places_up(division_path: str) -> tuple[str, ...]:
    """The place itself, its city, the province: an alarm climbs from one to the next."""
    codes = division_path.split("/")
    return tuple("/".join(codes[:count]) for count in range(len(codes), 0, -1))


def ring_again_after(pages: int) -> timedelta:
    """Every ten minutes at first. Who has not looked in an hour is reminded by the hour, not numbed."""
    return CLIMB_AFTER if pages < _HOURLY_AFTER_PAGES else timedelta(hours=1)


def may_set_duty_phone(bindings: Iterable[Binding], division_path: str) -> bool:
    """Administrators, for the unions at their own place and below it."""
    administrators = {Role.province_administrator, Role.city_administrator}
    return any(b.role in administrators and covers(b.path, division_path) for b in bindings)
