"""A trouble is named: help for this minute first, then the request is begun with what was said already."""

import logging

from actions.forms import Ask, Ended, Outcome, Turn, WentOn
from actions.handoff import hand_off
from backend.contracts.cases import CaseKind, IntakeState, OpenIntake
from backend.contracts.errors import BackendRefused, BackendUnavailable

logger = logging.getLogger(__name__)

# Intents that name a trouble, and the kind of request each opens (S43).
KINDS = {
    "wage_arrears": CaseKind.wage_arrears,
    "legal_aid": CaseKind.legal_aid,
    "hardship_relief": CaseKind.hardship_relief,
    "work_injury": CaseKind.work_injury,
    "platform_dispute": CaseKind.platform_dispute,
    "complain": CaseKind.complaint,
}
_LONGEST = 4000


async def open_case(turn: Turn) -> Outcome:
    """Where no request can be begun the trouble goes to a person: never a dead end."""
    try:
        state = await turn.backend.open_intake(turn.contact_id, _opening(turn))
    except (BackendRefused, BackendUnavailable) as failure:
        logger.warning("case_not_begun", extra={"ids": {"why": type(failure).__name__}})
        await hand_off(turn)
        return Ask(turn.step) if turn.step else Ended()
    _say_first(turn, state)
    return WentOn(state)


def _opening(turn: Turn) -> OpenIntake:
    """A tapped option is no story."""
    named = str(turn.entities.get("case_kind") or "")
    kind = KINDS.get(turn.intent) or (CaseKind(named) if named in set(CaseKind) else CaseKind.other)
    story = "" if turn.text.startswith("/") else turn.text[:_LONGEST]
    return OpenIntake(kind=kind, story=story)


def _say_first(turn: Turn, state: IntakeState) -> None:
    """L10: life and limb before any question."""
    if state.kind is CaseKind.work_injury:
        turn.say("utter_case_injury_first")
    turn.say("utter_case_urgent" if state.urgent else "utter_case_opened")
    say_noted(turn, state)


def say_noted(turn: Turn, state: IntakeState) -> None:
    """What was taken from the person's own words is said back, once."""
    if state.assumed:
        turn.say("utter_case_noted", noted="，".join(label + said for label, said in state.assumed))
