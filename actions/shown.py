"""What the join form's questions quote: masks, labels, the name token, the notice asked about."""

from typing import Any

from rasa_sdk.events import EventType, SlotSet

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
    return [SlotSet(name, value) for name, value in shown.items() if known.get(name) != value]
