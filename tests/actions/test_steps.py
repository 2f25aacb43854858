"""What is asked next follows from what the backend misses."""

from uuid import uuid4

import pytest

from actions import steps
from backend.contracts.joining import ApplicationStatus, EditableField, JoinField, JoinState


def a_draft(*missing: JoinField, **known: object) -> JoinState:
    return JoinState.model_validate(
        {
            "application_id": uuid4(),
            "status": ApplicationStatus.draft,
            "missing": list(missing),
            **known,
        }
    )


def test_questions_come_in_the_order_of_the_contract() -> None:
    """S27: every required detail is asked for, one at a time."""
    left = list(JoinField)
    asked = []
    while left:
        asked.append(steps.next_step(a_draft(*left), typing=False))
        left.pop(0)
    assert asked == [f"join_{field.value}" for field in JoinField]


def test_the_summary_comes_when_nothing_is_missing() -> None:
    assert steps.next_step(a_draft(), typing=False) == steps.SUMMARY


def test_what_the_photos_did_not_give_is_typed_before_it_is_confirmed() -> None:
    state = a_draft(JoinField.identity, to_type=[EditableField.name])
    assert steps.next_step(state, typing=False) == steps.NAME


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, steps.NAME),
        ({"name": "[[name]]"}, steps.ID_NUMBER),
    ],
)
def test_who_types_instead_of_photographing_is_asked_for_the_portrait_side_first(
    known: dict[str, str], expected: str
) -> None:
    state = a_draft(JoinField.portrait, JoinField.emblem, **known)
    assert steps.next_step(state, typing=True) == expected


def test_a_backend_that_insists_on_the_photo_gets_it_asked_again() -> None:
    state = a_draft(JoinField.portrait, name="[[name]]", id_number_masked="4101**********1234")
    assert steps.next_step(state, typing=True) == steps.PORTRAIT
