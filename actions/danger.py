"""Somebody is in danger: nobody asks them for anything but where they are, and every word stays with the alarm."""

import logging

from actions import my_cases
from actions.case_opening import KINDS
from actions.forms import Ask, Ended, Outcome, Turn
from actions.handoff import REASONS, URGENT, call_somebody
from actions.steps import DANGER_STAY, DANGER_WHERE
from backend.contracts.danger import DangerHeard, DangerWords
from backend.contracts.errors import BackendRefused, BackendUnavailable

logger = logging.getLogger(__name__)

STEPS = frozenset({DANGER_WHERE, DANGER_STAY})
# What somebody plainly wants done all the same. 「没人管我」 is no complaint now.
_WISHES = (
    (REASONS | set(KINDS) | set(my_cases.PAYLOADS)) - URGENT - {"complain", "vent_anger"}
    | {"join_union", "keep_going", "start_case", "check_application", "check_case", "faq"}
    | {"show_membership", "list_services", "list_activities", "list_news", "pay_dues"}
)  # fmt: skip
# Events and nods: never a wish, however sure or tapped.
_NO_WISH = frozenset(
    {"greet", "goodbye", "thank", "affirm", "deny", "help", "out_of_scope", "nlu_fallback"}
    | {"inform", "cancel", "give_up", "correct", "start_over", "complain", "vent_anger"}
    | {"send_photo", "send_location", "send_voice", "send_recording", "send_video"}
    | {"send_code", "send_unsupported", "stale_tap", "follow", "scan", "skip_question"}
)
_SURE = 0.6
_LONGEST = 4000


async def call(turn: Turn) -> Outcome:
    """An alarm rings; then, where one could be raised, they are asked where they are."""
    if await call_somebody(turn) is None:
        return Ended()
    try:
        heard = await _hear(turn)
    except (BackendRefused, BackendUnavailable):
        logger.warning("danger_not_heard", extra={"ids": {"contact_id": turn.contact_id}})
        heard = None
    if heard is not None and heard.place:
        turn.say("utter_danger_place", place=heard.place)
        return Ask(DANGER_STAY)
    return Ask(turn.step if turn.step in STEPS else DANGER_WHERE)


def is_wish(turn: Turn) -> bool:
    """An ordinary request, sure enough to be heard even now."""
    if turn.text.startswith("/"):
        return turn.intent not in _NO_WISH
    return turn.intent in _WISHES and turn.confidence >= _SURE


async def answer(turn: Turn, step: str) -> Outcome | None:
    """None once somebody closed it: then it is a message like any other."""
    if turn.intent in URGENT:
        return await call(turn)
    heard = await _hear(turn)
    if heard is None:
        return None
    if turn.intent in _MEDIA or turn.intent == "stale_tap":
        turn.say(f"utter_{turn.intent}")
        return Ask(step)
    if turn.intent == "send_location" or heard.place:
        turn.say("utter_danger_place", place=heard.place or "您的位置")
        return Ask(DANGER_STAY)
    turn.say("utter_danger_seen" if heard.is_seen else "utter_danger_here", union=heard.union)
    return Ask(step)


_MEDIA = frozenset({"send_photo", "send_voice", "send_recording", "send_video"})


async def _hear(turn: Turn) -> DangerHeard | None:
    is_said = not turn.text.startswith("/")
    county = turn.entities.get("county") if turn.intent == "send_location" else None
    words = DangerWords(text=turn.text[:_LONGEST] if is_said else "", county=county)
    return await turn.backend.hear_danger(turn.contact_id, words)
