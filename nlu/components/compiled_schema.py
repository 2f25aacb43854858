"""Checks action results against Rasa's own schema, compiled once.

Rasa 3.6 re-checks the schema itself on every action call, about 20 ms of each form turn. Importing
this module replaces that method; results are validated exactly as before.
"""

from typing import Any, Dict, Text

from jsonschema import Draft202012Validator, ValidationError
from rasa.core.actions.action import RemoteAction

_SCHEMA = RemoteAction.action_response_format_spec()
Draft202012Validator.check_schema(_SCHEMA)
_VALIDATOR = Draft202012Validator(_SCHEMA)


def validate(result: Dict[Text, Any]) -> bool:
    """Raises ValidationError as Rasa's method does."""
    errors = list(_VALIDATOR.iter_errors(result))
    if not errors:
        return True
    first = errors[0]
    first.message += ". The action server's answer does not have the form that Rasa expects."
    raise first


def _validate_action_result(action: RemoteAction, result: Dict[Text, Any]) -> bool:
    return validate(result)


RemoteAction._validate_action_result = _validate_action_result

__all__ = ["ValidationError", "validate"]
