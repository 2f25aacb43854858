"""A message that found the form open and its talk over: answered as the rules outside would."""

from actions import danger, my_cases
from actions.asides import LOOK_UPS
from actions.case_opening import KINDS
from actions.forms import Ended, Outcome, Turn
from actions.handoff import REASONS, URGENT, hand_off

# One fixed answer each, as in nlu/data; `faq` brings its own.
FIXED = {
    **{name: f"utter_{name}" for name in ("greet", "goodbye", "thank", "affirm", "deny", "help")},
    **{name: f"utter_{name}" for name in ("out_of_scope", "nlu_fallback", "follow", "scan")},
    **{name: f"utter_{name}" for name in ("send_location", "send_voice", "send_code")},
    **{name: f"utter_{name}" for name in ("send_unsupported", "stale_tap", "correct", "cancel")},
    **{name: f"utter_{name}" for name in ("list_services", "list_activities", "list_news")},
    "pay_dues": "utter_pay_dues",
    "give_up": "utter_cancel",
    "add_told": "utter_stale_tap",
    "begin_anew": "utter_stale_tap",
}


async def answer(turn: Turn) -> Outcome | None:
    """None for what begins or goes on with a talk."""
    if turn.intent in URGENT:
        return await danger.call(turn)
    if turn.intent in REASONS - set(KINDS):
        await hand_off(turn)
    elif turn.intent == "check_case":
        return await my_cases.tell_or_withdraw(turn)
    elif turn.intent in LOOK_UPS:
        await LOOK_UPS[turn.intent](turn)
    elif turn.intent == "faq":
        turn.say(turn.answer or "utter_nlu_fallback")
    elif turn.intent in FIXED:
        turn.say(FIXED[turn.intent])
    else:
        return None
    return Ended()
