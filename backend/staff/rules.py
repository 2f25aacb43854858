"""What a role on a part of the tree lets somebody see and decide. No I/O here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from backend.staff.roles import Role

FAILURES_BEFORE_LOCK = 5
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(hours=1)
SHORTEST_PASSWORD = 10


@dataclass(frozen=True)
class Binding:
    """One role on one union; `path` is that union's division path."""

    role: Role
    union_id: UUID
    path: str


def covers(path: str, other: str) -> bool:
    """Is `other` this place or one below it? Whole codes only: 4101 does not cover 410100."""
    return other == path or other.startswith(path + "/")


def visible_paths(bindings: Iterable[Binding]) -> tuple[str, ...]:
    """The widest places only, so that a query asks no more than it must."""
    paths = {binding.path for binding in bindings}
    return tuple(
        sorted(p for p in paths if not any(q != p and covers(q, p) for q in paths)),
    )


def may_see(bindings: Iterable[Binding], division_path: str) -> bool:
    return any(covers(binding.path, division_path) for binding in bindings)


def may_review(bindings: Iterable[Binding], *, reviewer_id: UUID, division_path: str) -> bool:
    """Only the administrator of the city federation that was asked decides (S23).

    County staff and province administrators look on; so does the city next door.
    """
    return any(
        binding.role is Role.city_administrator
        and binding.union_id == reviewer_id
        and covers(binding.path, division_path)
        for binding in bindings
    )


def may_change_account(bindings: Iterable[Binding]) -> bool:
    """The official account belongs to the whole province: its menu is the province's to publish."""
    return any(binding.role is Role.province_administrator for binding in bindings)


def lock_after(failures: int) -> timedelta | None:
    """From the fifth wrong password in a row on: one minute, doubling, at most an hour."""
    excess = failures - FAILURES_BEFORE_LOCK
    if excess < 0:
        return None
    doublings: int = 2 ** min(excess, 10)
    return min(LONGEST_LOCK, FIRST_LOCK * doublings)
