"""Which event may follow which status, and what status results (decision 0016). No I/O here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from backend.cases.kinds import CaseClass, EventKind
from backend.contracts.cases import CaseKind, CaseStatus

_S, _E = CaseStatus, EventKind

# Troubles somebody may take to arbitration or to the labor inspection themselves.
WITH_PAPERS: Final = frozenset(
    {CaseKind.wage_arrears, CaseKind.legal_aid, CaseKind.platform_dispute, CaseKind.work_injury}
)
_GONE: Final = frozenset({_S.merged, _S.withdrawn})

ENDED: Final = frozenset({_S.closed, _S.merged, _S.withdrawn})
OPEN: Final = frozenset(_S) - ENDED
_HANDLED: Final = frozenset({_S.received, _S.accepted, _S.verified, _S.in_progress, _S.waiting})
_UNRESOLVED: Final = _HANDLED | {_S.referred}
_DONE: Final = frozenset({_S.resolved, _S.followed_up})

# Event → the statuses it may follow. What stands in no set of NEXT leaves the status alone.
MAY: Final[dict[EventKind, frozenset[CaseStatus]]] = {
    _E.received: frozenset(),
    _E.accepted: frozenset({_S.received}),
    # Urgent cases are handled at once; verification (S44) catches up at any point before the end.
    _E.verified: frozenset({_S.accepted, _S.referred, _S.in_progress, _S.waiting}),
    _E.referred: frozenset({_S.accepted, _S.verified, _S.in_progress}),
    _E.started: frozenset({_S.accepted, _S.verified, _S.referred}),
    _E.waited: frozenset({_S.accepted, _S.verified, _S.in_progress}),
    _E.resumed: frozenset({_S.waiting}),
    _E.resolved: frozenset({_S.accepted, _S.verified, _S.in_progress}),
    _E.followed_up: frozenset({_S.resolved}),
    _E.closed: frozenset({_S.followed_up}),
    _E.returned: _DONE | {_S.closed},
    _E.reopened: _DONE | {_S.closed, _S.withdrawn},
    _E.merged: _HANDLED,
    _E.unmerged: frozenset({_S.merged}),
    _E.withdrawn: _UNRESOLVED,
    _E.assigned: OPEN,
    _E.referral_accepted: frozenset({_S.referred}),
    _E.referral_declined: frozenset({_S.referred}),
    _E.handed_over: frozenset({_S.referred}),
    _E.referral_given_up: frozenset({_S.referred, _S.in_progress, _S.waiting}),
    _E.extended: _UNRESOLVED,
    _E.escalated: _UNRESOLVED,
    _E.urged: _UNRESOLVED,
    _E.noted: frozenset(_S),
    _E.added: OPEN,
    _E.told: OPEN,
    _E.rated: _DONE | {_S.closed},
    _E.reclassified: _UNRESOLVED - {_S.waiting},
    _E.edited: frozenset(_S),
    _E.made_urgent: _UNRESOLVED,
    _E.joined_incident: OPEN,
    _E.staged: frozenset({_S.accepted, _S.verified, _S.in_progress}),
    _E.warned: OPEN,
    _E.breached: OPEN,
}

NEXT: Final[dict[EventKind, CaseStatus]] = {
    _E.received: _S.received,
    _E.accepted: _S.accepted,
    _E.started: _S.in_progress,
    _E.resolved: _S.resolved,
    _E.followed_up: _S.followed_up,
    _E.closed: _S.closed,
    _E.returned: _S.in_progress,
    _E.reopened: _S.in_progress,
    _E.withdrawn: _S.withdrawn,
}
# These put the status aside, and these take it up again.
_ASIDE: Final = {_E.waited: _S.waiting, _E.referred: _S.referred, _E.merged: _S.merged}
_BACK: Final = frozenset({_E.resumed, _E.referral_declined, _E.handed_over, _E.unmerged})

# What an account of a service organization does with a case that was referred to it (S45).
OF_SERVICE_ORGANIZATIONS: Final = frozenset(
    {
        _E.referral_accepted,
        _E.referral_declined,
        _E.referral_given_up,
        _E.started,
        _E.waited,
        _E.resumed,
        _E.resolved,
        _E.noted,
        _E.told,
    }
)
# What whoever verifies may do where the case itself belongs to somebody else (S44).
OF_VERIFIERS: Final = frozenset({_E.verified, _E.noted})

_MAIN_ACTS: Final = {
    _S.received: _E.accepted,
    _S.accepted: _E.verified,
    _S.verified: _E.started,
    _S.referred: _E.started,
    _S.in_progress: _E.resolved,
    _S.waiting: _E.resumed,
    _S.resolved: _E.followed_up,
    _S.followed_up: _E.closed,
    _S.merged: _E.unmerged,
}


class NotPossible(Exception):
    """The event may not follow the status."""


@dataclass(frozen=True)
class Standing:
    """A status, and those put aside beneath it by waiting, referring and merging."""

    status: CaseStatus | None = None
    aside: tuple[CaseStatus, ...] = ()


def step(standing: Standing, kind: EventKind) -> Standing:
    """Raises NotPossible."""
    status = standing.status
    if status is None:
        if kind is not _E.received:
            raise NotPossible(f"{kind.value} before it was received")
        return Standing(_S.received)
    if not may(status, kind):
        raise NotPossible(f"{kind.value} while {status.value}")
    if kind in _ASIDE:
        return Standing(_ASIDE[kind], (*standing.aside, status))
    if kind in _BACK:
        return Standing(standing.aside[-1], standing.aside[:-1])
    if kind is _E.verified:
        return _verified(standing)
    if kind is _E.referral_given_up:
        return _given_up(standing)
    return Standing(NEXT[kind]) if kind in NEXT else standing


def _given_up(standing: Standing) -> Standing:
    """As if it had been declined; what was begun meanwhile stays begun, and is waited for no more."""
    if standing.status is _S.in_progress:
        return standing
    return Standing(standing.aside[-1], standing.aside[:-1])


def _verified(standing: Standing) -> Standing:
    """Only an accepted case becomes `verified`, also where it waits or was referred meanwhile."""

    def after(status: CaseStatus | None) -> CaseStatus:
        assert status is not None
        return _S.verified if status is _S.accepted else status

    return Standing(after(standing.status), tuple(after(each) for each in standing.aside))


def standing_after(kinds: Iterable[EventKind]) -> Standing:
    standing = Standing()
    for kind in kinds:
        standing = step(standing, kind)
    return standing


def status_after(kinds: Iterable[EventKind]) -> CaseStatus | None:
    """None before anything happened."""
    return standing_after(kinds).status


def moves(kind: EventKind) -> bool:
    """Does it say anything about the status?"""
    others = {_E.verified, _E.referral_given_up}
    return kind in NEXT or kind in _ASIDE or kind in _BACK or kind in others


MOVING: Final = frozenset(kind for kind in EventKind if moves(kind))


def may(status: CaseStatus, kind: EventKind) -> bool:
    return status in MAY[kind]


def is_open(status: CaseStatus) -> bool:
    return status in OPEN


def may_add(status: CaseStatus) -> bool:
    return may(status, _E.added)


def may_urge(status: CaseStatus) -> bool:
    return may(status, _E.urged)


def takes_others(status: CaseStatus) -> bool:
    """Another case may be merged into it: somebody still works on it."""
    return status in _UNRESOLVED


def may_withdraw(status: CaseStatus) -> bool:
    return may(status, _E.withdrawn)


def may_draft(kind: CaseKind, status: CaseStatus) -> bool:
    """Papers to hand in elsewhere, also long after the case was closed here."""
    return kind in WITH_PAPERS and status not in _GONE


def may_rate(status: CaseStatus, *, rated: bool) -> bool:
    return not rated and may(status, _E.rated)


def must_be_verified(case_class: CaseClass) -> bool:
    """An answer to a question needs nobody to go and look (S44)."""
    return case_class is not CaseClass.advice


def next_act(status: CaseStatus, *, verified: bool = False) -> EventKind | None:
    """The one button that stands out for staff; None when the case has ended."""
    if status is _S.accepted and verified:
        return _E.started
    return _MAIN_ACTS.get(status)
