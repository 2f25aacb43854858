"""Status follows from history, and nothing follows what it may not (decision 0016)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cases import rules
from backend.cases.kinds import CaseClass, EventKind
from backend.contracts.cases import CaseStatus

S, E = CaseStatus, EventKind
WHOLE_WAY = [
    E.received,
    E.accepted,
    E.verified,
    E.started,
    E.waited,
    E.resumed,
    E.resolved,
    E.followed_up,
    E.closed,
]


def test_every_event_has_its_row_in_the_table() -> None:
    assert set(rules.MAY) == set(E)


def test_every_status_can_be_reached_and_every_open_one_has_a_main_act() -> None:
    reached = {rules.status_after(WHOLE_WAY[: n + 1]) for n in range(len(WHOLE_WAY))}
    reached.add(rules.status_after([E.received, E.accepted, E.referred]))
    reached.add(rules.status_after([E.received, E.merged]))
    reached.add(rules.status_after([E.received, E.withdrawn]))
    assert reached == set(S)
    for status in rules.OPEN:
        act = rules.next_act(status)
        assert act is not None
        assert rules.may(status, act)


def test_waiting_ends_where_it_began() -> None:
    before = [E.received, E.accepted]
    assert rules.status_after([*before, E.waited]) is S.waiting
    assert rules.status_after([*before, E.waited, E.resumed]) is S.accepted


def test_s44_what_is_verified_while_it_waits_is_verified_afterwards() -> None:
    kinds = [E.received, E.accepted, E.waited, E.verified]
    assert rules.status_after(kinds) is S.waiting
    assert rules.status_after([*kinds, E.resumed]) is S.verified


def test_a_case_sent_back_stands_where_it_stood() -> None:
    sent = [E.received, E.accepted, E.verified, E.referred]
    assert rules.status_after([*sent, E.referral_declined]) is S.verified
    assert rules.status_after([*sent, E.handed_over]) is S.verified
    assert rules.status_after([*sent, E.referral_accepted, E.started]) is S.in_progress


def test_a_merge_undone_is_as_if_it_had_not_been() -> None:
    for length in range(1, 6):
        before = WHOLE_WAY[:length]
        assert rules.standing_after([*before, E.merged, E.unmerged]) == rules.standing_after(before)


def test_a_history_begins_with_its_receipt() -> None:
    with pytest.raises(rules.NotPossible):
        rules.step(rules.Standing(), E.accepted)


@given(st.lists(st.sampled_from(list(E)), max_size=40))
def test_no_history_leads_astray(kinds: list[EventKind]) -> None:
    standing = rules.step(rules.Standing(), E.received)
    for kind in kinds:
        assert standing.status is not None
        if rules.may(standing.status, kind):
            standing = rules.step(standing, kind)
        else:
            with pytest.raises(rules.NotPossible):
                rules.step(standing, kind)
    aside = {S.waiting, S.referred, S.merged}
    assert (standing.status in aside) == bool(standing.aside)


@pytest.mark.parametrize("status", sorted(rules.ENDED))
def test_what_has_ended_can_be_neither_urged_nor_withdrawn(status: CaseStatus) -> None:
    assert not rules.may_urge(status)
    assert not rules.may_withdraw(status)
    assert not rules.may_add(status)


def test_a_case_is_rated_once_it_is_resolved_and_once_only() -> None:
    assert not rules.may_rate(S.in_progress, rated=False)
    assert rules.may_rate(S.resolved, rated=False)
    assert not rules.may_rate(S.resolved, rated=True)


def test_only_a_mere_question_needs_no_verification() -> None:
    assert [c for c in CaseClass if not rules.must_be_verified(c)] == [CaseClass.advice]
