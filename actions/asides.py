"""Whatever is said inside a form without answering its question; afterwards the question is asked again."""

from actions.forms import Ask, Ended, Outcome, Turn
from actions.handoff import REASONS, URGENT, hand_off
from actions.progress import tell_membership, tell_progress

# Answers that need no backend: intent → response. Without menus, the form has its own options.
_FIXED = {
    "greet": "utter_join_greet",
    "follow": "utter_join_greet",
    "scan": "utter_join_greet",
    "help": "utter_join_help",
    "join_union": "utter_going_on",
    "thank": "utter_thank",
    "list_services": "utter_list_services",
    "list_activities": "utter_list_activities",
    "list_news": "utter_list_news",
    "pay_dues": "utter_pay_dues",
    "send_voice": "utter_send_voice",
    "send_recording": "utter_send_recording",
    "send_code": "utter_send_unsupported",
    "send_unsupported": "utter_send_unsupported",
    "stale_tap": "utter_stale_tap",
}
_LOOK_UPS = {"check_application": tell_progress, "show_membership": tell_membership}

# From this confidence on an aside is an aside even where free words are expected.
SURE = 0.6
# From this one on, once the backend could not make sense of the words.
LIKELY = 0.35


def is_aside(turn: Turn) -> bool:
    return (
        turn.intent in _FIXED
        or turn.intent in _LOOK_UPS
        or turn.intent
        in {
            *REASONS,
            "faq",
            "goodbye",
        }
    )


async def answer_aside(turn: Turn, step: str) -> Outcome:
    if turn.intent in REASONS:
        await hand_off(turn)
        # Nobody in danger is asked for a phone number next.
        return Ended() if turn.intent in URGENT else Ask(step)
    if turn.intent == "goodbye":
        turn.say("utter_join_goodbye")
        return Ended()
    if turn.intent in _LOOK_UPS:
        await _LOOK_UPS[turn.intent](turn)
    elif turn.intent == "faq" and turn.answer:
        turn.say(turn.answer)
    else:
        turn.say(_FIXED.get(turn.intent, "utter_join_not_understood"))
    return Ask(step)
