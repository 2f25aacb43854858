"""A new session after hours away: an open draft is picked up where it was, so the next photo just counts."""

import logging

from rasa_sdk.events import ActionExecuted, ActiveLoop, EventType, SessionStarted, SlotSet

from actions import case_steps, my_cases, steps
from actions.case_media import open_case_of
from actions.forms import Turn
from actions.questions import is_newer
from actions.shown import shown_case_slots, shown_slots
from backend.contracts.cases import IntakeState
from backend.contracts.errors import BackendRefused, BackendUnavailable
from backend.contracts.joining import JoinField, JoinState

logger = logging.getLogger(__name__)

_HELD = frozenset({case_steps.WAITING, case_steps.DISSATISFIED})


async def session_start(turn: Turn) -> list[EventType]:
    if turn.step in _HELD:
        return [SessionStarted(), *_as_it_was(turn), ActionExecuted("action_listen")]
    join, case = await _open_drafts(turn)
    newest = case if case is not None and not is_newer(join, case) else None
    if await _is_in_danger(turn, newest or join):
        resumed = _in_danger()
    elif await _was_asked_since(turn, newest or join):
        resumed = []
    else:
        resumed = _resumed_case(newest) if newest else _resumed(join)
    return [SessionStarted(), *resumed, ActionExecuted("action_listen")]


def _as_it_was(turn: Turn) -> list[EventType]:
    """No draft holds what was said, or what it is about."""
    kept = ("shown_case_id", "shown_case_number", "told", "shown_told", "requested_slot")
    slots = [SlotSet(name, turn.slots[name]) for name in kept if turn.slots.get(name) is not None]
    return [ActiveLoop(steps.FORM), *slots]


async def _is_in_danger(turn: Turn, draft: JoinState | IntakeState | None) -> bool:
    """Told, and nothing was gone on with since."""
    try:
        danger = await turn.backend.danger(turn.contact_id)
    except (BackendRefused, BackendUnavailable):
        logger.warning("danger_not_looked_up", extra={"ids": {"contact_id": turn.contact_id}})
        return False
    if danger is None:
        return False
    return draft is None or draft.updated_at is None or draft.updated_at <= danger.told_at


def _in_danger() -> list[EventType]:
    return [ActiveLoop(steps.FORM), SlotSet("requested_slot", steps.DANGER_WHERE)]


async def _was_asked_since(turn: Turn, draft: JoinState | IntakeState | None) -> bool:
    """Then a draft of before waits for 「继续」: what comes now is what staff asked for."""
    if draft is None:
        return False
    try:
        case = await open_case_of(turn)
    except (BackendRefused, BackendUnavailable):
        return False
    return case is not None and my_cases.asked_later(case, draft.updated_at)


async def _open_drafts(turn: Turn) -> tuple[JoinState | None, IntakeState | None]:
    try:
        join = await turn.backend.join_state(turn.contact_id)
        return join, await turn.backend.intake_state(turn.contact_id)
    except (BackendRefused, BackendUnavailable):
        # The session starts all the same; 「继续」 finds the draft later.
        logger.warning("draft_not_looked_up", extra={"ids": {"contact_id": turn.contact_id}})
        return None, None


def _resumed_case(state: IntakeState) -> list[EventType]:
    return [
        *shown_case_slots(state, known={}),
        ActiveLoop(steps.FORM),
        SlotSet("requested_slot", case_steps.next_step(state)),
    ]


def _resumed(state: JoinState | None) -> list[EventType]:
    """Who never agreed to the notice is not asked again unless they ask to join."""
    if state is None or JoinField.consent in state.missing:
        return []
    return [
        *shown_slots(state, known={}),
        ActiveLoop(steps.FORM),
        SlotSet("requested_slot", steps.next_step(state, typing=False)),
    ]
