"""Whatever is said inside a form without answering its question; afterwards the question is asked again."""

from actions import danger, my_cases, waiting
from actions.case_opening import KINDS, open_case
from actions.forms import Ask, Ended, Outcome, Turn
from actions.handoff import REASONS, URGENT, hand_off
from actions.progress import tell_membership, tell_progress
from backend.contracts.errors import ErrorCode

# Answers that need no backend: intent → response. Without menus, the form has its own options.
WITHOUT_BACKEND = {
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
    "send_video": "utter_send_video",
    "send_code": "utter_send_unsupported",
    "send_unsupported": "utter_send_unsupported",
    "stale_tap": "utter_stale_tap",
    # Options of a request for help, tapped after something else was begun.
    "choose_case": "utter_stale_tap",
    "skip_question": "utter_stale_tap",
    "submit_case": "utter_stale_tap",
    "change_case": "utter_stale_tap",
    "done_adding": "utter_join_not_understood",
    "add_told": "utter_stale_tap",
    "begin_anew": "utter_stale_tap",
}
LOOK_UPS = {
    "check_application": tell_progress,
    "show_membership": tell_membership,
    "check_case": my_cases.tell_cases,
}
# Trouble goes before joining, whose draft waits in the backend meanwhile.
HELP = frozenset(KINDS) | {"start_case"}

# From this confidence on an aside is an aside even where free words are expected.
SURE = 0.6
# From this one on, once the backend could not make sense of the words.
LIKELY = 0.35


def is_aside(turn: Turn) -> bool:
    answered_here = turn.intent in WITHOUT_BACKEND or turn.intent in LOOK_UPS
    about_cases = turn.intent in HELP or turn.intent in my_cases.PAYLOADS
    return answered_here or about_cases or turn.intent in {*REASONS, "faq", "goodbye"}


async def answer_aside(turn: Turn, step: str) -> Outcome:
    if turn.intent in HELP:
        return await waiting.offer(turn) or await open_case(turn)
    if turn.intent in my_cases.PAYLOADS:
        return await my_cases.PAYLOADS[turn.intent](turn)
    if turn.intent in URGENT:
        # Nobody in danger is asked for a phone number next.
        return await danger.call(turn)
    if turn.intent in REASONS:
        await hand_off(turn)
        return Ask(step)
    if turn.intent == "goodbye":
        turn.say("utter_join_goodbye")
        return Ended()
    if problem := turn.entities.get("problem"):
        turn.say(f"utter_error_{ErrorCode(problem).value}")
    elif turn.intent in LOOK_UPS:
        await LOOK_UPS[turn.intent](turn)
    elif turn.intent == "faq" and turn.answer:
        turn.say(turn.answer)
    else:
        turn.say(WITHOUT_BACKEND.get(turn.intent, "utter_join_not_understood"))
    return Ask(step)
