"""Whatever is said while somebody tells of their trouble without answering the question; then it is asked again."""

from actions import danger
from actions.asides import LOOK_UPS, WITHOUT_BACKEND
from actions.case_opening import KINDS
from actions.forms import Ask, Ended, Outcome, Turn
from actions.handoff import REASONS, URGENT, hand_off

_OTHERWISE = {
    "greet": "utter_case_help",
    "follow": "utter_case_help",
    "scan": "utter_case_help",
    "help": "utter_case_help",
    "join_union": "utter_case_join_later",
    "send_unsupported": "utter_case_no_file",
}
_FIXED = WITHOUT_BACKEND | _OTHERWISE
# A trouble named again is part of what is being told.
_REASONS = REASONS - set(KINDS) - {"check_case"}


def is_case_aside(turn: Turn) -> bool:
    known = turn.intent in _FIXED or turn.intent in LOOK_UPS or turn.intent in _REASONS
    return known or turn.intent in {"faq", "goodbye"}


async def answer_case_aside(turn: Turn, step: str) -> Outcome:
    if turn.intent in URGENT:
        # Nobody in danger is asked for a phone number next.
        return await danger.call(turn)
    if turn.intent in _REASONS:
        await hand_off(turn)
        return Ask(step)
    if turn.intent == "goodbye":
        turn.say("utter_case_goodbye")
        return Ended()
    if turn.intent in LOOK_UPS:
        await LOOK_UPS[turn.intent](turn)
    elif turn.intent == "faq" and turn.answer:
        turn.say(turn.answer)
    else:
        turn.say(_FIXED.get(turn.intent, "utter_case_not_understood"))
    return Ask(step)
