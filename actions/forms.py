"""What every form shares: one message as its action sees it, and what an answer may lead to."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import case_steps, steps
from backend.contracts.cases import IntakeState
from backend.contracts.client import BackendClient
from backend.contracts.errors import BackendRefused
from backend.contracts.joining import JoinState


@dataclass(frozen=True)
class Turn:
    """One message of one person, with the means to answer it."""

    backend: BackendClient
    dispatcher: CollectingDispatcher
    contact_id: UUID
    step: str | None
    typing: bool
    text: str
    intent: str
    confidence: float
    answer: str | None
    entities: dict[str, Any]
    slots: dict[str, Any]

    def say(self, response: str, **words: Any) -> None:
        self.dispatcher.utter_message(response=response, **words)

    def offer(self, response: str, buttons: list[dict[str, Any]]) -> None:
        self.dispatcher.utter_message(response=response, buttons=buttons)


@dataclass(frozen=True)
class Went:
    """The backend took it: the next question follows from the draft."""

    state: JoinState
    # Sticks until photographs are taken again.
    typing: bool | None = None


@dataclass(frozen=True)
class WentOn:
    """The same of a request for help."""

    state: IntakeState


@dataclass(frozen=True)
class Ask:
    """This question next, whatever is missing; the same one again when it is the current one."""

    step: str
    # The open case that the question is about: its id and number.
    case: tuple[str, str] | None = None
    # The version of the notice that the question is about.
    notice: str | None = None
    # What is held while it is asked: words to be put somewhere, and the question that was open.
    told: dict[str, Any] | None = None


@dataclass(frozen=True)
class Ended:
    """The form closes; the draft, if there still is one, waits in the backend."""


Outcome = Went | WentOn | Ask | Ended

_FULL_QUESTION = steps.FULL_QUESTION | case_steps.FULL_QUESTION


def turn_from(backend: BackendClient, dispatcher: CollectingDispatcher, tracker: Tracker) -> Turn:
    """Rasa's sender id is the contact's id."""
    message = tracker.latest_message or {}
    intent = message.get("intent") or {}
    name = str(intent.get("name") or "nlu_fallback")
    step = tracker.get_slot("requested_slot")
    return Turn(
        backend=backend,
        dispatcher=dispatcher,
        contact_id=UUID(tracker.sender_id),
        step=_FULL_QUESTION.get(step, step),
        typing=bool(tracker.get_slot("join_typing")),
        text=str(message.get("text") or ""),
        intent=name,
        confidence=float(intent.get("confidence") or 0.0),
        answer=_retrieved(message, name),
        entities={e["entity"]: e["value"] for e in message.get("entities") or []},
        slots=tracker.slots,
    )


def say_refusal(turn: Turn, refusal: BackendRefused) -> None:
    turn.say(f"utter_error_{refusal.code.value}")


def offer_choices(turn: Turn, refusal: BackendRefused, field: str) -> bool:
    """「只能选一个」 with the choices the backend named as options; False when it named none."""
    choices = refusal.data.get("choices") or []
    if choices:
        buttons = [_option(field, choice) for choice in choices]
        turn.offer(f"utter_error_{refusal.code.value}", buttons)
    return bool(choices)


def _option(field: str, choice: dict[str, str]) -> dict[str, Any]:
    payload = f'/choose_{field}{{"{field}": "{choice["code"]}"}}'
    return {"title": choice["label"], "payload": payload}


def _retrieved(message: dict[str, Any], intent: str) -> str | None:
    """The response that the classifier picked under a retrieval intent such as faq."""
    selected = (message.get("response_selector") or {}).get(intent) or {}
    picked = (selected.get("response") or {}).get("utter_action")
    return str(picked) if picked else None
