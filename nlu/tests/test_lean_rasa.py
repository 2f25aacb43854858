"""What we replace inside Rasa accepts and refuses exactly what Rasa did."""

import jsonschema
import pytest
from components import compiled_schema, known_events
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.utils.common import all_subclasses

SLOT = {"event": "slot", "name": "join_typing", "value": None, "timestamp": None}


@pytest.mark.parametrize(
    "result",
    [
        {"events": [SLOT], "responses": [{"response": "utter_greet"}]},
        {"events": [], "responses": []},
        {},
        {"events": [{"event": "active_loop", "name": None}]},
        {"events": [{"event": "no such event"}]},
        {"events": [{"name": "no kind"}]},
        {"events": [{"event": "slot"}]},
        {"events": [{"event": "slot", "name": 3, "value": 1}]},
        {"events": [{"event": "slot", "name": "a", "value": 1, "timestamp": "soon"}]},
        {"events": "none"},
        {"events": ["slot"]},
        {"responses": ["hello"]},
        [],
    ],
)
def test_results_pass_and_fail_as_before(result: object) -> None:
    assert _accepts_like_us(result) == _accepts_like_rasa(result)


def test_rasa_uses_our_check() -> None:
    assert RemoteAction._validate_action_result is compiled_schema._validate_action_result


def test_events_are_found_as_before() -> None:
    for event in all_subclasses(Event):
        found = Event.resolve_by_type(event.type_name)
        assert found is known_events._walk(event.type_name)
    assert Event.resolve_by_type("unheard of", SlotSet) is SlotSet
    with pytest.raises(ValueError, match="Unknown event"):
        Event.resolve_by_type("unheard of")


def _accepts_like_us(result: object) -> bool:
    try:
        return compiled_schema.validate(result)
    except jsonschema.ValidationError:
        return False


def _accepts_like_rasa(result: object) -> bool:
    try:
        jsonschema.validate(result, RemoteAction.action_response_format_spec())
    except jsonschema.ValidationError:
        return False
    return True
