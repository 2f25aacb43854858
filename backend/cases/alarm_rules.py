"""What ends the alarm of a case, and what makes it ring anew (L10). No I/O here."""

from collections.abc import Mapping
from typing import Any, Final

from backend.cases.kinds import EventKind
from backend.cases.urgency import is_danger

URGENT: Final = "urgent_case"
BREACHED: Final = "breached"

_E = EventKind

# A step by staff: somebody has it in hand, or it is over.
_STEPS: Final = frozenset(
    {
        _E.accepted,
        _E.verified,
        _E.referred,
        _E.started,
        _E.waited,
        _E.resumed,
        _E.resolved,
        _E.followed_up,
        _E.closed,
        _E.merged,
        _E.referral_accepted,
    }
)
# After these a case may be nobody's.
_LEAVE: Final = frozenset(
    {_E.handed_over, _E.referral_declined, _E.unmerged, _E.returned, _E.reopened}
)
# And these end or move a limit that was missed.
_OF_LIMITS: Final = frozenset(
    {
        _E.withdrawn,
        _E.assigned,
        _E.referral_given_up,
        _E.extended,
        _E.reclassified,
    }
)
FOLLOWED: Final = _STEPS | _LEAVE | _OF_LIMITS


def ends(kind: EventKind, data: Mapping[str, Any], *, by_staff: bool, reason: str | None) -> bool:
    """Is the alarm of an urgent case at its end with this event?"""
    if kind is _E.withdrawn:
        # Nobody knows who holds the phone of somebody in danger.
        return not is_danger(reason)
    if kind is _E.assigned:
        return data.get("staff_id") is not None
    return by_staff and kind in _STEPS


def leaves(kind: EventKind, data: Mapping[str, Any]) -> bool:
    """Did somebody have it until now, or somebody elsewhere?"""
    if kind is _E.assigned:
        return data.get("from_staff_id") is not None
    if kind is _E.referral_given_up:
        return data.get("to_staff_id") is None
    return kind in _LEAVE
