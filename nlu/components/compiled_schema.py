"""Checks action results against Rasa's own schema, compiled once, each event against its own type.

Rasa 3.6 re-checks the schema itself on every action call and then tries every kind of event for
every event, about 20 ms of each form turn. Importing this module replaces that method. Whatever is
not clearly valid goes through Rasa's whole schema, so the same results pass and fail as before.
"""

from typing import Any

from jsonschema import Draft202012Validator
from rasa.core.actions.action import RemoteAction

_SCHEMA = RemoteAction.action_response_format_spec()
Draft202012Validator.check_schema(_SCHEMA)
_WHOLE = Draft202012Validator(_SCHEMA)
_EVENT = _SCHEMA["properties"]["events"]["items"]
_ANY_EVENT = {key: value for key, value in _EVENT.items() if key != "oneOf"}
_KINDS = {
    kind["properties"]["event"]["const"]: Draft202012Validator({**_ANY_EVENT, "allOf": [kind]})
    for kind in _EVENT["oneOf"]
}


def validate(result: dict[str, Any]) -> bool:
    """Raises ValidationError as Rasa's method does."""
    if not _is_clearly_valid(result):
        _WHOLE.validate(result)
    return True


def _is_clearly_valid(result: Any) -> bool:
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    return (
        isinstance(events, list)
        and isinstance(responses, list)
        and all(isinstance(response, dict) for response in responses)
        and all(_is_valid_event(event) for event in events)
    )


def _is_valid_event(event: Any) -> bool:
    kind = _KINDS.get(event.get("event")) if isinstance(event, dict) else None
    return kind is not None and kind.is_valid(event)


def _validate_action_result(action: RemoteAction, result: dict[str, Any]) -> bool:
    return validate(result)


RemoteAction._validate_action_result = _validate_action_result
