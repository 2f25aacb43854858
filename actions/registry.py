"""Every action by the name that `nlu/domain` uses; a test compares the two lists."""

from collections.abc import Awaitable, Callable

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.forms import Turn, turn_from
from actions.handoff import hand_off
from actions.progress import tell_membership, tell_progress
from actions.questions import validate_question_form
from actions.session import session_start
from backend.contracts.client import BackendClient

TurnAction = Callable[[Turn], Awaitable[list[EventType] | None]]
SdkAction = Callable[[CollectingDispatcher, Tracker, DomainDict], Awaitable[list[EventType]]]

ACTIONS: dict[str, TurnAction] = {
    "validate_question_form": validate_question_form,
    "action_session_start": session_start,
    "action_tell_progress": tell_progress,
    "action_tell_membership": tell_membership,
    "action_hand_off": hand_off,
}


def on_call(action: TurnAction, backend: BackendClient) -> SdkAction:
    """The SDK's signature around ours: plain functions of a turn, no classes, no discovery."""

    async def run(
        dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        return await action(turn_from(backend, dispatcher, tracker)) or []

    return run
