"""What questions quote: masks, labels, the name token, the notice asked about, a request as told."""

from typing import Any

from rasa_sdk.events import EventType, SlotSet

from backend.contracts.cases import IntakeState
from backend.contracts.joining import JoinState


def shown_slots(state: JoinState, known: dict[str, Any]) -> list[EventType]:
    """Only what changed: every event is checked, stored and replayed in all later turns."""
    shown: dict[str, str | None] = {
        "shown_name": state.name,
        "shown_id_number": state.id_number_masked,
        "shown_valid_until": state.valid_until,
        "shown_trade": state.trade_label,
        "shown_employer": state.employer_label,
        "shown_county": state.county_label,
        "shown_phone": state.phone_masked,
        "shown_notice": state.notice_version,
    }
    return _changed(shown, known)


def shown_case_slots(state: IntakeState, known: dict[str, Any]) -> list[EventType]:
    """The summary only once it is to be read: until then it changes with each answer."""
    shown: dict[str, str | None] = {"shown_notice": state.notice_version}
    if state.known_phone:
        shown["shown_known_phone"] = state.known_phone
    if state.ask is None:
        shown["shown_case"] = "\n".join(f"{label}：{said}" for label, said in state.summary)
    return _changed(shown, known)


def _changed(shown: dict[str, str | None], known: dict[str, Any]) -> list[EventType]:
    return [SlotSet(name, value) for name, value in shown.items() if known.get(name) != value]
