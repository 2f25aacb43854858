"""Who arranges whose duty, and which conversations somebody is given. No I/O here."""

from collections.abc import Collection, Iterable

from backend.staff.roles import Role
from backend.staff.rules import Binding, covers

_ADMINISTRATORS = {Role.province_administrator, Role.city_administrator}
# A trade nobody has told us; who knows only some trades is given these when they say so.
UNKNOWN_TRADE = "unknown"


def administered(bindings: Iterable[Binding]) -> tuple[str, ...]:
    """The places whose colleagues one looks after."""
    return tuple({binding.path for binding in bindings if binding.role in _ADMINISTRATORS})


def may_arrange(bindings: Iterable[Binding], of_colleague: Collection[Binding]) -> bool:
    """An administrator above every place of theirs: hours and numbers count for all of them."""
    own = administered(bindings)
    return bool(of_colleague) and all(
        any(covers(path, binding.path) for path in own) for binding in of_colleague
    )


def takes_place(places: Collection[str], division_path: str) -> bool:
    """No places: all they are responsible for. Whoever waits for a whole city has named no county."""
    return not places or any(
        covers(place, division_path) or covers(division_path, place) for place in places
    )


def takes_trade(trades: Collection[str], trade: str | None) -> bool:
    """No trades: every one."""
    return not trades or (trade or UNKNOWN_TRADE) in trades
